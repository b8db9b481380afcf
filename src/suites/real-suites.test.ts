import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { needs } from '#testing/tools.ts';
import { trySuite } from '#testing/try-suite.ts';

const python = needs('pytest', 'httpx');
const files = {
  'python/test_real.py': python,
  'python/test_odd_real.py': python,
  'python/test_hard_coded_real.py': python,
  'node/real.e2e.mjs': {},
  'node/odd-real.e2e.mjs': {},
  'node/hard-coded-real.e2e.mjs': {},
} as const;

// They wait more than they compute.
describe('real suites', { concurrency: 4 }, () => {
  for (const [file, needed] of Object.entries(files)) {
    test(`all of the real ones of ${file} are proven`, needed, async () => {
      const { first, checked, again } = await trySuite(file, { silentMs: file.includes('hard') ? 6_000 : 0 });
      assert.deepEqual(
        [first.state, checked.verdict, again.verdict],
        ['passed', 'proven', 'proven'],
        checked.verdictReason,
      );
      const proofs = checked.proofs ?? [];
      assert.equal(proofs.length, first.tests.length);
      assert.ok(proofs.every(({ asked }) => asked.includes('closed-port') && asked.includes('http-500')));
      const overSocket = proofs.filter(({ asked }) => asked.includes('ws-1011')).map((proof) => proof.test);
      assert.deepEqual(
        overSocket,
        file.includes('hard') ? [] : overSocket.filter((id) => /socket|speaks|clos|refused|each_event/u.test(id)),
      );
    });
  }

  for (const [file, needed] of [
    ['python/test_unshown_real.py', python],
    ['node/unshown-real.e2e.mjs', {}],
  ] as const) {
    test(`of ${file} is said what cannot be seen, and none is called fake`, needed, async () => {
      const { checked, proof } = await trySuite(file, { isProved: true, silentMs: 0 });
      assert.equal(checked.verdict, 'unproven');
      assert.match(
        checked.verdictReason ?? '',
        /^2 of 3 passed tests never connected to the stack: .*by_a_program|by a program/u,
      );
      assert.match(checked.verdictReason ?? '', /connections of child processes are not seen/u);
      assert.deepEqual(
        proof?.tests.map(({ outcome }) => outcome),
        ['passed', 'skipped', 'skipped'],
      );
      assert.deepEqual([proof?.state, proof?.verdict], ['passed', 'unproven']);
      assert.match(proof?.verdictReason ?? '', /2 never connected to the stack and could not be tried$/u);
    });
  }

  test('a suite that stops at the first red test hides nothing behind it', python, async () => {
    const { checked } = await trySuite('python/stopping', { silentMs: 0 });
    assert.equal(checked.verdict, 'unproven');
    assert.match(checked.verdictReason ?? '', /^1 of 2 passed tests also passed .*test_hides_behind_it"$/u);
  });
});
