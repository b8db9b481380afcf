import assert from 'node:assert/strict';
import { test } from 'node:test';

import { createRedactor } from '#domain/redact.ts';

import { cutShort } from './cut-short.ts';

test('what is left of a token at the place where a text was cut is known by the mark of the cut', () => {
  const token = 'opaque0123456789token';
  const { redact } = createRedactor([token]);
  for (let left = 6; left < token.length - 1; left += 1) {
    const cut = cutShort(`${'q'.repeat(99 - left)}${token}`, 100);
    assert.equal(
      redact(`answered 403 ${cut}, expected 2xx`),
      `answered 403 ${'q'.repeat(99 - left)}[redacted]…, expected 2xx`,
    );
  }
  assert.equal(cutShort('short', 5), 'short');
});
