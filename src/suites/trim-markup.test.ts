import assert from 'node:assert/strict';
import { test } from 'node:test';

import { createMarkupTrimmer } from './trim-markup.ts';

const document =
  '<?xml version="1.0"?><a b="x &amp; \'y\' > z" c=\'"q"\'>te&#x1F600;xt<!-- a > - -- b --><![CDATA[<raw> ]] ]>]]><d/></a><?end?>';

/** What comes out; `…` where the trimmer says that it cut. */
const fed = (text: string, size: number, limit: number): string => {
  const output: Buffer[] = [];
  const trim = createMarkupTrimmer({
    limit: () => limit,
    write: (kept) => output.push(Buffer.from(kept)),
    cut: () => output.push(Buffer.from('…')),
  });
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) trim(bytes.subarray(at, at + size));
  trim(Buffer.alloc(0));
  return Buffer.concat(output).toString();
};

test('the same comes out however the chunks are cut', () => {
  const whole = '<a b="x &amp; \'y\' > z" c=\'"q"\'>te&#x1F600;xt<![CDATA[<raw> ]] ]>]]><d/></a>';
  for (let size = 1; size <= document.length; size += 1)
    assert.equal(fed(document, size, 1_000), whole, `size ${size}`);
});

test('texts are cut to the limit, whole entities and characters only, and every cut is told once', () => {
  for (let size = 1; size <= 40; size += 1) {
    assert.equal(fed('<a b="x">12&amp;34567</a>', size, 4), '<a b="x">12…</a>', `size ${size}`);
    assert.equal(fed('<a><![CDATA[123456]]>78</a>', size, 4), '<a><![CDATA[1234…]]>78</a>', `size ${size}`);
    assert.equal(fed('<a>12<!-- c -->345<!-- d -->6</a>', size, 4), '<a>1234…</a>', `size ${size}`);
    assert.match(fed('<a>12\u{1F600}3</a>', size, 4), /^<a>12\ufffd?…<\/a>$/, `size ${size}`);
  }
});

test('values of attributes are cut to 12 KiB', () => {
  const long = 'é'.repeat(10_000);
  for (const size of [1, 7, 4_096, 100_000]) {
    assert.equal(fed(`<a b="${long}" c='1'/>`, size, 4), `<a b="${long.slice(0, 6 * 1024)}…" c='1'/>`, `size ${size}`);
  }
});

test('a bare ampersand and a long run of brackets hold nothing back', () => {
  assert.equal(fed(`<a>& ${']'.repeat(1_000)}</a>`, 7, 10_000), `<a>& ${']'.repeat(1_000)}</a>`);
  assert.ok(fed(`<a>${'&'.repeat(1_000)}</a>`, 7, 100).length < 110);
});
