import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { test, type TestContext } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import { needs } from '#testing/tools.ts';

import { endOrphans } from './end-orphans.ts';
import { readProcEntry } from './proc.ts';

const programs = fileURLToPath(new URL('../testing/programs/', import.meta.url));
const stay = path.join(programs, 'stay.ts');
const instance = `test-of-guardian-${process.pid}`;

interface Bot {
  readonly child: ChildProcess;
  /** What it started, itself and by its command, the guardian among them. */
  readonly pids: readonly number[];
}

/** Resolves when `count` programs have been named. */
async function startBot(t: TestContext, count: number, command: readonly string[]): Promise<Bot> {
  const marker = `${instance}/r${count}`;
  const folder = await mkdtemp(path.join(tmpdir(), 'guardian-'));
  const child = spawn(process.execPath, [path.join(programs, 'run-guarded.ts'), folder, marker, ...command], {
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  });
  t.after(async () => {
    child.kill('SIGKILL');
    await rm(folder, { recursive: true, force: true });
  });
  const pids = new Set<number>();
  for await (const line of createInterface({ input: child.stdout })) {
    const [, pid] = line.split(' ');
    if (Number(pid) > 0) pids.add(Number(pid));
    if (pids.size === count) break;
  }
  return { child, pids: [...pids] };
}

async function untilGone(pids: readonly number[]): Promise<readonly number[]> {
  const endsAt = performance.now() + 8_000;
  let left = pids;
  while (left.length > 0 && performance.now() < endsAt) {
    left = left.filter((pid) => readProcEntry(pid) !== undefined);
    await setTimeout(20);
  }
  return left;
}

test(
  'when the bot and its group are killed, nothing of its runs survives, and the guardian leaves too',
  needs('proc'),
  async (t) => {
    const kin = ['child', 'own-session', 'without-environment', 'daemon'];
    const command = [process.execPath, path.join(programs, 'start-kin.ts'), ...kin, 'and-stay'];
    const { child, pids } = await startBot(t, kin.length + 2, command);
    assert.equal(pids.length, kin.length + 2, 'the kin, the command and the guardian');
    process.kill(-(child.pid ?? 0), 'SIGKILL');
    assert.deepEqual(await untilGone(pids), []);
  },
);

test('who was orphaned and hid does not survive the bot either', needs('proc', 'pytest'), async (t) => {
  const { child, pids } = await startBot(t, 3, ['/usr/bin/python3', path.join(programs, 'hide.py'), 'empty', 'stay']);
  process.kill(-(child.pid ?? 0), 'SIGKILL');
  assert.deepEqual(await untilGone(pids), []);
});

test('when the bot ends by itself, the guardian goes with it', needs('proc'), async (t) => {
  const command = [process.execPath, '-e', 'setTimeout(() => {}, 900)'];
  const { child, pids } = await startBot(t, 2, command);
  assert.equal(pids.length, 2);
  if (child.exitCode === null) await once(child, 'exit');
  assert.equal(child.exitCode, 0);
  assert.deepEqual(await untilGone(pids), []);
});

test('at a start what earlier runs of this data folder left is ended, and nobody else', needs('proc'), async (t) => {
  const markers = [`${instance}a/r1`, `${instance}a/r2`, `${instance}/r1`, `x${instance}a/r1`];
  const children = markers.map((marker) => {
    return spawn(process.execPath, [stay], {
      detached: true,
      stdio: ['ignore', 'pipe', 'ignore'],
      env: { TENELEVEN_RUN: marker },
    });
  });
  t.after(() => children.map((child) => child.kill('SIGKILL')));
  await Promise.all(children.map((child) => once(child.stdout, 'data')));
  const ended = await endOrphans(`${instance}a`, 100);
  assert.deepEqual(
    ended.toSorted(),
    children
      .slice(0, 2)
      .map((child) => `node stay.ts (${child.pid})`)
      .toSorted(),
  );
  const alive = children.map(({ pid }) => readProcEntry(pid ?? 0) !== undefined);
  assert.deepEqual(alive, [false, false, true, true]);
});
