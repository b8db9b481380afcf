import assert from 'node:assert/strict';
import { test } from 'node:test';

import { plainText } from './request-text.ts';

test('escaped characters are themselves again, once', () => {
  assert.equal(plainText('-k "a &amp; b &lt;c&gt;" &amp;lt;'), '-k "a & b <c>" &lt;');
});

test('a link is what was typed: its label where it has one', () => {
  assert.equal(
    plainText('probe <http://api.example.com|api.example.com> <https://x.test/a?b=1&amp;c>'),
    'probe api.example.com https://x.test/a?b=1&c',
  );
});

test('mentions of people, channels and groups stay as they are', () => {
  assert.equal(plainText('<@U1> <#C1|staging> <!subteam^S1>'), '<@U1> <#C1|staging> <!subteam^S1>');
});

test('three thousand angle brackets take less than 50 ms', () => {
  const begin = performance.now();
  plainText('<https:'.repeat(6_000));
  plainText('<'.repeat(40_000));
  assert.ok(performance.now() - begin < 50);
});
