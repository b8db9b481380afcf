import assert from 'node:assert/strict';
import { test } from 'node:test';
import { escapeText } from './escape.ts';

test('three characters are escaped, the ampersand first, and nothing else is touched', () => {
  assert.equal(escapeText('<!channel> & &lt; *b* `c` "d" @here'), '&lt;!channel&gt; &amp; &amp;lt; *b* `c` "d" @here');
});
