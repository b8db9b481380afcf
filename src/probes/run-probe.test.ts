import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { HttpFacts, ProbeResult } from '#domain/probe.ts';
import { makeHttpProbe } from '#testing/make-probe.ts';

import { createRunProbe } from './run-probe.ts';
import { unmeasured } from './unmeasured.ts';

const probe = makeHttpProbe();
const never = new AbortController().signal;
const up: ProbeResult = {
  ...unmeasured(probe, { code: 'NONE', message: '' }),
  standing: 'up',
  problem: undefined,
  durationMs: 30,
};

function runWith(run: () => Promise<ProbeResult>, delayMs = 0) {
  const bugs: unknown[] = [];
  const loopDelay = { watch: () => () => delayMs };
  return {
    run: createRunProbe({ kinds: { http: run, websocket: run }, loopDelay, onBug: (bug) => bugs.push(bug) }),
    bugs,
  };
}

test('a result tells how late the measuring thread was', async () => {
  const { run } = runWith(() => Promise.resolve(up), 1.234567);
  assert.deepEqual(await run(probe, never), { ...up, loopDelayMs: 1.23, isSpoiled: false });
});

const http: HttpFacts = { version: 'HTTP/1.1', headers: {}, wireBytes: 0, bodyBytes: 0, assertions: [] };
const cases: readonly (readonly [delayMs: number, firstByteMs: number | undefined, isSpoiled: boolean])[] = [
  [5, 1, false],
  [5.1, 1, true],
  [19, 100, false],
  [21, 100, true],
  [5.9, undefined, false],
  [6.1, undefined, true],
];
for (const [delayMs, firstByteMs, isSpoiled] of cases) {
  test(`a delay of ${delayMs} ms beside a first byte of ${firstByteMs} ms ${isSpoiled ? 'spoils' : 'does not spoil'} it`, async () => {
    const { run } = runWith(() => Promise.resolve({ ...up, http: { ...http, firstByteMs } }), delayMs);
    assert.equal((await run(probe, never)).isSpoiled, isSpoiled);
  });
}

for (const [name, fail] of Object.entries({
  'throws at once': () => {
    throw new Error('a mistake');
  },
  rejects: () => Promise.reject(new Error('a mistake')),
})) {
  test(`a probe that ${name} is a bug and its result unknown`, async () => {
    const { run, bugs } = runWith(fail, 2);
    const { standing, problem, loopDelayMs } = await run(probe, never);
    assert.deepEqual([standing, problem?.code, loopDelayMs], ['unknown', 'BUG', 2]);
    assert.deepEqual(bugs.map(String), ['Error: a mistake']);
  });
}

test('what is stopped before it began is not measured', async () => {
  const { run } = runWith(() => Promise.reject(new Error('was run')));
  const { standing, problem } = await run(probe, AbortSignal.abort());
  assert.deepEqual([standing, problem?.code], ['unknown', 'ABORTED']);
});

test('what was not measured shows neither user, nor password, nor query of its address', () => {
  const url = 'https://ana:secret@127.0.0.1:8443/ws?token=abc#there';
  const result = unmeasured(makeHttpProbe({ reach: { ...probe.reach, url } }), { code: 'NO_TOKEN', message: '' });
  assert.equal(result.url, 'https://127.0.0.1:8443/ws');
});
