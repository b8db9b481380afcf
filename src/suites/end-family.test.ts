import assert from 'node:assert/strict';
import { test } from 'node:test';

import { needs } from '#testing/tools.ts';
import { assertNobodyLeft, node, pidsIn, program, runTrial } from '#testing/trial.ts';

import { endFamily } from './end-family.ts';
import { readProcEntry } from './proc.ts';

test('a program that ignores SIGTERM is killed after its grace period', async () => {
  const startedAt = performance.now();
  const told = await runTrial(
    node(
      'process.on("SIGTERM", () => console.log("no")); console.log("self " + process.pid); setInterval(() => {}, 9999)',
    ),
    {
      timeoutMs: 500,
      graceMs: 300,
    },
  );
  const { ended, code, signal, findings } = told;
  assert.deepEqual(
    { ended, code, signal, findings },
    { ended: 'timed-out', code: undefined, signal: 'SIGKILL', findings: [] },
  );
  assert.ok(performance.now() - startedAt >= 800);
  assert.equal(told.lines.at(-1)?.text, 'no');
  assertNobodyLeft(told, 1);
});

test('a program that obeys SIGTERM is not waited for any longer, and its last words are told', async () => {
  const stop = new AbortController();
  const script =
    'process.on("SIGTERM", () => { console.log("bye"); process.exit(7); }); console.log("ready"); setInterval(() => {}, 9999)';
  const { ended, code, lines, durationMs } = await runTrial(node(script), {
    signal: stop.signal,
    graceMs: 15_000,
    onLines: () => stop.abort(),
  });
  assert.deepEqual({ ended, code, last: lines.at(-1)?.text }, { ended: 'cancelled', code: 7, last: 'bye' });
  assert.ok(durationMs < 5_000);
});

const kin = ['child', 'own-session', 'without-environment', 'holding-output', 'daemon'];

test(
  'children, their own sessions, cleared environments and daemons that ignore SIGTERM end with a cancelled run',
  needs('proc'),
  async () => {
    const stop = new AbortController();
    const onLines = (lines: readonly string[]): void => {
      if (lines.filter((line) => / \d+$/.test(line)).length === kin.length) stop.abort();
    };
    const told = await runTrial(program('start-kin.ts', ...kin, 'and-stay'), {
      signal: stop.signal,
      graceMs: 300,
      onLines,
    });
    assert.equal(told.ended, 'cancelled');
    assertNobodyLeft(told, kin.length);
  },
);

test('a program that forks for ever into new sessions is caught', needs('proc', 'pytest'), async () => {
  const told = await runTrial(['/usr/bin/python3', program('fork-on.py')[1] ?? ''], { graceMs: 100 });
  assert.deepEqual(
    told.findings?.map(({ code }) => code),
    ['left-running'],
  );
  assert.deepEqual(await endFamily({ marker: told.marker }, { graceMs: 0 }), { ended: [], survivors: [] });
});

test('a program that closes its output runs on to its end', async () => {
  const script = 'fs.closeSync(1); fs.closeSync(2); setTimeout(() => process.exit(4), 300)';
  const { ended, code, durationMs } = await runTrial(node(script));
  assert.deepEqual({ ended, code }, { ended: 'exited', code: 4 });
  assert.ok(durationMs >= 300);
});

test('a reader that throws ends the run and rejects', async () => {
  let pid = 0;
  const running = runTrial(node('console.log(process.pid); setInterval(() => {}, 9999)'), {
    onLine: (text) => {
      pid = Number(text);
      throw new Error('a bug');
    },
  });
  await assert.rejects(running, /a bug/);
  assert.ok(pid > 0);
  assert.equal(readProcEntry(pid), undefined);
});

test(
  'what a command that has ended left running is ended and reported, also when it holds the output',
  needs('proc'),
  async () => {
    const told = await runTrial(program('start-kin.ts', 'holding-output', 'own-session', 'daemon'), { graceMs: 200 });
    assert.equal(told.ended, 'exited');
    assert.equal(told.code, 0);
    assertNobodyLeft(told, 3);
    assert.deepEqual(
      told.findings?.map(({ code }) => code),
      ['left-running'],
    );
    for (const pid of pidsIn(told)) assert.ok(told.findings?.[0]?.message.includes(`node stay.ts (${pid})`));
  },
);
