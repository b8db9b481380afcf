import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';

import { errorParsers } from './index.ts';

const shared = /^(?:index|failure-facts|told-|said-|network-|node-trace|python-trace|assertion-)/u;

test('every library with a file is in the list', () => {
  const files = readdirSync(new URL('.', import.meta.url)).filter(
    (file) => /^[a-z-]+\.ts$/u.test(file) && !shared.test(file),
  );
  assert.deepEqual(files.map((file) => file.slice(0, -3)).sort(), errorParsers.map(({ library }) => library).sort());
});
