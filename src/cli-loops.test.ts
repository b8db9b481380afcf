import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test, type TestContext } from 'node:test';

import type { Loop } from '#domain/loop.ts';
import { withStore } from '#testing/data-folder.ts';
import { deployScript, loopConfiguration, suiteScript } from '#testing/loop-scene.ts';
import { startLyingStack } from '#testing/lying-stack.ts';
import { needs } from '#testing/tools.ts';

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface Scene {
  readonly data: string;
  /** `onLine` may answer what is asked, or press Ctrl-C. */
  readonly type: (words: readonly string[], onText?: (text: string, press: Press) => void) => Promise<Ended>;
  /** The same with a terminal, whose two outputs are one. */
  readonly typeAtTerminal: (words: readonly string[], onText: (text: string, press: Press) => void) => Promise<Ended>;
  readonly deploys: () => Promise<number>;
  readonly loop: (id: string) => Promise<Loop | undefined>;
  readonly isLocked: () => Promise<boolean>;
}

interface Press {
  readonly interrupt: () => void;
  readonly keys: (text: string) => void;
}

const cli = path.resolve(import.meta.dirname, 'cli.ts');

async function scene(t: TestContext, approval: string, deployMs = 0): Promise<Scene> {
  const stack = await startLyingStack();
  const folder = await mkdtemp(path.join(tmpdir(), 'teneleven-cli-loop-'));
  t.after(async () => {
    await stack[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });
  const [trace, data, config] = ['deploys.txt', 'data', 'e2e.yaml'].map((name) => path.join(folder, name));
  await appendFile(trace ?? '', '');
  await writeFile(path.join(folder, 'deploy.mjs'), deployScript);
  await writeFile(path.join(folder, 'suite.test.mjs'), suiteScript());
  const deploy = `command: [node, deploy.mjs, ${trace}, "${stack.url}", v2, "0", "${deployMs}"]
      approval: ${approval}
      expectVersion: v2
      settle: 100ms`;
  await writeFile(config ?? '', loopConfiguration(stack, trace ?? '', { deploy }));
  const argv = (words: readonly string[]): readonly string[] => [
    cli,
    ...words,
    '--config',
    config ?? '',
    '--data',
    data ?? '',
  ];
  return {
    data: data ?? '',
    type: (words, onText) => follow(spawnIn(folder, [process.execPath, ...argv(words)]), onText),
    typeAtTerminal(words, onText) {
      const line = [process.execPath, ...argv(words)].map((word) => `'${word}'`).join(' ');
      return follow(spawnIn(folder, ['script', '-qefc', line, '/dev/null']), onText);
    },
    deploys: async () => (await readFile(trace ?? '', 'utf8')).split('\n').filter((line) => line === 'begin').length,
    loop: (id) => withStore(data ?? '', (store) => store.work.loops.get(id)),
    isLocked: () => withStore(data ?? '', async (store) => (await store.locks.get('staging')) !== undefined),
  };
}

function spawnIn(cwd: string, [program = '', ...args]: readonly string[]) {
  const env = { PATH: process.env['PATH'], HOME: process.env['HOME'], TERM: 'dumb' };
  return spawn(program, args, { cwd, env, stdio: ['pipe', 'pipe', 'pipe'] });
}

async function follow(
  child: ReturnType<typeof spawnIn>,
  onText: (text: string, press: Press) => void = () => {},
): Promise<Ended> {
  let [stdout, stderr] = ['', ''];
  const press = {
    interrupt: () => void child.kill('SIGINT'),
    keys: (text: string) => void child.stdin.write(text),
  };
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => onText((stdout += chunk), press));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => onText((stderr += chunk), press));
  await once(child, 'close');
  return { code: child.exitCode, stdout, stderr };
}

/** Does something the first time that a text is seen. */
function first(pattern: RegExp, act: (press: Press) => void): (text: string, press: Press) => void {
  let isDone = false;
  return (text, press) => {
    if (isDone || !pattern.test(text)) return;
    isDone = true;
    act(press);
  };
}

test('a green loop ends with 0, says what happened line by line, and with --json prints one document', async (t) => {
  const { type, deploys, isLocked } = await scene(t, 'none');
  const plain = await type(['loop', 'critical', 'on', 'staging', 'max', '1']);
  assert.equal(plain.code, 0, plain.stderr);
  assert.match(
    plain.stderr,
    /^l1: loop of critical on staging, at most 1 round and 1h 00m\nl1: round 1 of 1\n {2}preflight passed .*\n {2}deploy passed .*\n {2}version passed .*\n {2}stability passed .*\n {2}probes passed .*\n {2}r1 critical passed, proven \(2 passed\)\n {2}suites passed .*\n {2}diagnosis .*\n {2}→ green: /u,
  );
  assert.match(plain.stdout, /^Loop on staging is green after 1 round in /u);
  const json = await type(['loop', 'critical', 'without', 'deploy', '--json']);
  const { loop }: { loop: { id: string; state: string; rounds: { runs: { suite: string; verdict: string }[] }[] } } =
    JSON.parse(json.stdout);
  assert.equal(json.code, 0);
  assert.deepEqual([loop.id, loop.state, loop.rounds[0]?.runs[0]?.verdict], ['l2', 'green', 'proven']);
  assert.deepEqual([await deploys(), await isLocked()], [1, false]);
});

test('a deploy that asks for approval is refused where nobody can agree, with 2 and the way out, and agreed to with --yes', async (t) => {
  const { type, deploys, loop, isLocked } = await scene(t, 'required');
  const refused = await type(['loop', 'critical']);
  assert.equal(refused.code, 2);
  assert.match(refused.stderr, /asks for approval\. Nobody is here to agree to it: agree beforehand with --yes/u);
  assert.deepEqual([await deploys(), await isLocked(), (await loop('l1'))?.state], [0, false, 'stopped']);
  const agreed = await type(['loop', 'critical', '--yes']);
  assert.equal(agreed.code, 0, agreed.stderr);
  assert.match(agreed.stderr, /Approve deploy of v2 on staging\?.*\n.*Runs +node deploy\.mjs/u);
  assert.equal(await deploys(), 1);
});

test('four eyes are not to be had in a terminal, also not with --yes', async (t) => {
  const { type, deploys } = await scene(t, 'four-eyes');
  const refused = await type(['loop', 'critical', '--yes', '--json']);
  assert.equal(refused.code, 2);
  assert.match(refused.stderr, /second pair of eyes besides .*: ask for the loop in Slack/u);
  assert.equal(JSON.parse(refused.stdout).error.code, 'NOBODY_TO_APPROVE');
  assert.equal(await deploys(), 0);
});

test('Ctrl-C stops the loop with its deploy, unlocks, and ends with 3', async (t) => {
  const { type, loop, isLocked } = await scene(t, 'none', 60_000);
  const stopped = await type(
    ['loop', 'critical'],
    first(/preflight passed/u, ({ interrupt }) => setTimeout(interrupt, 500)),
  );
  assert.equal(stopped.code, 3, stopped.stderr);
  assert.match(stopped.stdout, /^Loop on staging was stopped by .* in round 1/u);
  assert.deepEqual([(await loop('l1'))?.state, await isLocked()], ['stopped', false]);
});

test(
  'at a terminal the card is shown and asked about: y deploys, anything else does not',
  needs('script'),
  async (t) => {
    const { typeAtTerminal, deploys, loop } = await scene(t, 'required');
    const no = await typeAtTerminal(
      ['loop', 'critical'],
      first(/Approve y1\? \[y\/N\]/u, ({ keys }) => keys('n\n')),
    );
    assert.equal(no.code, 3, no.stdout);
    assert.deepEqual([await deploys(), (await loop('l1'))?.state], [0, 'stopped']);
    const yes = await typeAtTerminal(
      ['loop', 'critical'],
      first(/Approve y2\? \[y\/N\]/u, ({ keys }) => keys('y\n')),
    );
    assert.equal(yes.code, 0, yes.stdout);
    assert.match(yes.stdout, /Version +api v1 → v2/u);
    assert.equal(await deploys(), 1);
  },
);
