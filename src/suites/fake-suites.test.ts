import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { needs } from '#testing/tools.ts';
import { believedOf, trySuite } from '#testing/try-suite.ts';

const python = needs('pytest', 'httpx');
const files = {
  'python/test_fakes.py': python,
  'python/test_more_fakes.py': python,
  'python/test_hard_coded_fakes.py': python,
  'python/green_hook/test_green.py': python,
  'python/rewriting/test_rewritten.py': python,
  'python/skipping/test_skipping.py': python,
  'node/fakes.e2e.mjs': {},
  'node/more-fakes.e2e.mjs': {},
  'node/hard-coded-fakes.e2e.mjs': {},
} as const;

// They wait more than they compute.
describe('fake suites', { concurrency: 4 }, () => {
  for (const [file, needed] of Object.entries(files)) {
    test(`of the green fakes of ${file} none is believed`, needed, async () => {
      const tried = await trySuite(file, { silentMs: file.includes('more') ? 10_000 : 0 });
      assert.notEqual(tried.checked.verdict, 'proven');
      assert.notEqual(tried.again.verdict, 'proven');
      assert.deepEqual(believedOf(tried), []);
    });
  }
});
