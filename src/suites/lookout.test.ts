import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';

import { needs } from '#testing/tools.ts';
import { assertNobodyLeft, pidsIn, program, runTrial } from '#testing/trial.ts';

import { createGuardian, type Guardian } from './guardian.ts';
import { readProcEntry } from './proc.ts';

function guardianOf(t: TestContext): Guardian {
  const guardian = createGuardian();
  t.after(() => guardian.close());
  return guardian;
}

function hide(...words: readonly string[]): readonly string[] {
  return ['/usr/bin/python3', program('hide.py', ...words)[1] ?? '', ...words];
}

for (const how of ['empty', 'overwritten', 'another-bot/r1']) {
  test(`a daemon whose environment is ${how} ends with its run when it was seen before`, needs('proc'), async (t) => {
    const told = await runTrial(hide(how), { guardian: guardianOf(t), graceMs: 200 });
    assertNobodyLeft(told, 1);
    assert.equal(told.findings?.[0]?.code, 'left-running');
  });
}

test('who carries the marker of another run ends with its own, not with that', needs('proc'), async (t) => {
  const guardian = guardianOf(t);
  const other = `trial-${process.pid}/other`;
  const otherStop = new AbortController();
  const stop = new AbortController();
  const variables = { PATH: process.env['PATH'] ?? '', TENELEVEN_RUN: other };
  const sleeping = runTrial(['/bin/sleep', '30'], { guardian, marker: other, variables, signal: otherStop.signal });
  const said = Promise.withResolvers<number>();
  const running = runTrial(hide(other, 'stay'), {
    guardian,
    graceMs: 200,
    signal: stop.signal,
    onLines: (lines) => said.resolve(Number(lines[0]?.split(' ')[1])),
  });
  const pid = await said.promise;
  otherStop.abort();
  await sleeping;
  assert.notEqual(readProcEntry(pid), undefined);
  stop.abort();
  const told = await running;
  assert.deepEqual(pidsIn(told), [pid]);
  assertNobodyLeft(told, 1);
});
