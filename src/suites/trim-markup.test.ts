import assert from 'node:assert/strict';
import { test } from 'node:test';

import { createMarkupTrimmer } from './trim-markup.ts';

const document =
  '<?xml version="1.0"?><a b="x &amp; \'y\' > z" c=\'"q"\'>te&#x1F600;xt<!-- a > - -- b --><![CDATA[<raw> ]] ]>]]><d/></a><?end?>';

const fed = (text: string, size: number, limit: number): string => {
  const trim = createMarkupTrimmer(limit);
  let output = '';
  for (let at = 0; at < text.length; at += size) output += trim(text.slice(at, at + size));
  return output + trim('');
};

test('the same comes out however the chunks are cut', () => {
  const whole = '<a b="x &amp; \'y\' > z" c=\'"q"\'>te&#x1F600;xt<![CDATA[<raw> ]] ]>]]><d/></a>';
  for (let size = 1; size <= document.length; size += 1)
    assert.equal(fed(document, size, 1_000), whole, `size ${size}`);
});

test('runs are cut to the limit, whole entities and characters only', () => {
  for (let size = 1; size <= 30; size += 1) {
    assert.equal(fed('<a b="123456789">12&amp;34567</a>', size, 4), '<a b="1234">12</a>');
    assert.equal(fed('<a>123\u{1F600}</a>', size, 4).replace('\u{1F600}', ''), '<a>123</a>');
  }
});

test('a bare ampersand and a long run of brackets hold nothing back', () => {
  assert.equal(fed(`<a>& ${']'.repeat(1_000)}</a>`, 7, 10_000), `<a>& ${']'.repeat(1_000)}</a>`);
  assert.ok(fed(`<a>${'&'.repeat(1_000)}</a>`, 7, 100).length < 110);
});
