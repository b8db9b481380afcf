import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { withDataFolder, withStore } from '#testing/data-folder.ts';
import type { Store } from '../state.ts';

const program = join(import.meta.dirname, '../../src/testing/programs/append-runs.ts');
const ranks = ['queued', 'running', 'passed', 'told'];

for (const part of [1, 2, 3, 4, 5, 6, 7, 8]) {
  test(`a process killed at random moments has lost nothing that was acknowledged (${part} of 8)`, () =>
    withDataFolder(async (data) => {
      const said = new Set<string>();
      for (let round = 1; round <= 6 || (said.size <= 20 && round <= 40); round += 1) {
        await killAppending(data, [`${part}.${round}`], said);
        await withStore(data, (store) => assertKept(store, said));
      }
      assert.ok(said.size > 20, `only ${said.size} acknowledgements`);
    }));
}

const PARTS = 8;
for (const [manner, operations, moment] of [
  ['after', 120, 'after any operation'],
  ['half', 32, 'in the middle of any write'],
] as const) {
  for (let part = 1; part <= PARTS; part += 1) {
    test(`a process killed ${moment} on the disk has lost nothing that was acknowledged (${part} of ${PARTS})`, () =>
      withDataFolder(async (data) => {
        const said = new Set<string>();
        for (let operation = part; operation <= operations; operation += PARTS) {
          await killAppending(data, [`o${operation}`, String(operation), manner], said);
        }
        await withStore(data, (store) => assertKept(store, said));
      }));
  }
}

async function killAppending(data: string, words: readonly string[], said: Set<string>): Promise<void> {
  const child = spawn(process.execPath, [program, data, ...words], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { NODE_COMPILE_CACHE: join(dirname(data), 'compiled') },
  });
  const lines = createInterface(child.stdout);
  lines.on('line', (line) => said.add(line));
  const ended = Promise.all([once(child, 'exit'), once(lines, 'close')]);
  if (words.length === 1) {
    await Promise.race([once(lines, 'line'), ended]);
    await pause(Math.random() * 100);
    child.kill('SIGKILL');
  }
  const [[, signal]] = await ended;
  assert.equal(signal, 'SIGKILL');
}

async function assertKept(store: Store, said: ReadonlySet<string>): Promise<void> {
  const told = [...said].map((line) => line.split(' '));
  const byKind = Map.groupBy(told, ([kind]) => kind);
  const of = (kind: string) => (byKind.get(kind) ?? []).map(([, request = '', id = '']) => ({ request, id }));
  assert.deepEqual(
    store.notices.filter((notice) => !notice.includes('never queued completely')),
    [],
  );

  const ids = of('queued').map(({ id }) => id);
  assert.equal(new Set(ids).size, ids.length, 'a number was given twice');
  for (const [rank, state] of ranks.entries()) {
    for (const { request, id } of of(state)) {
      const run = await store.runs.get(id);
      const reached = run?.toldAt === undefined ? ranks.indexOf(run?.state ?? '') : 3;
      assert.ok(run?.requestId === request && reached >= rank, `${id} was ${state} and is ${run?.state}`);
    }
  }
  for (const { request, id } of of('tested')) assert.equal((await store.runs.tests(id))[0]?.id, request);
  for (const { id } of of('posted')) assert.equal((await store.posts.get(`${id}/root`))?.state, 'sent');
  for (const { request } of of('locked')) assert.equal((await store.locks.get(request))?.environment, request);

  const listed = (await store.runs.list({ limit: Infinity })).map((run) => run.id);
  assert.equal(new Set(listed).size, listed.length, 'a run is listed twice');
  assert.deepEqual(
    ids.filter((id) => !listed.includes(id)),
    [],
  );

  const finished = new Set(of('finished').map(({ request }) => request));
  const pending = new Set((await store.requests.pending()).map(({ id }) => id));
  for (const { request } of of('accepted')) {
    if (!pending.has(request))
      assert.ok(finished.has(request) || of('told').some((each) => each.request === request), request);
  }
  for (const request of finished) assert.ok(!pending.has(request), `${request} is pending again`);
}
