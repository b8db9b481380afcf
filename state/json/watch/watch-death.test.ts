import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { withDataFolder, withStore } from '#testing/data-folder.ts';
import { at, startMs } from '#state/contract/watch-sentence.ts';
import type { Store } from '#state/state.ts';

const program = join(import.meta.dirname, '../../../src/testing/programs/append-watch.ts');

for (const part of [1, 2, 3, 4]) {
  test(`a process killed at random moments has lost nothing of what watching keeps (${part} of 4)`, () =>
    withDataFolder(async (data) => {
      const said = new Set<string>();
      for (let round = 1; round <= 5 || (said.size <= 20 && round <= 40); round += 1) {
        await killWriting(data, [`${part}.${round}`], said);
        await withStore(data, (store) => assertKept(store, said));
      }
      assert.ok(said.size > 20, `only ${said.size} acknowledgements`);
    }));
}

const PARTS = 8;
for (const [manner, operations, moment] of [
  ['after', 120, 'after any operation'],
  ['half', 40, 'in the middle of any write'],
] as const) {
  for (let part = 1; part <= PARTS; part += 1) {
    test(`a process killed ${moment} on the disk has lost nothing of what watching keeps (${part} of ${PARTS})`, () =>
      withDataFolder(async (data) => {
        const said = new Set<string>();
        for (let operation = part; operation <= operations; operation += PARTS)
          await killWriting(data, [`o${operation}`, String(operation), manner], said);
        await withStore(data, (store) => assertKept(store, said));
      }));
  }
}

async function killWriting(data: string, words: readonly string[], said: Set<string>): Promise<void> {
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

async function assertKept({ watch, posts, notices }: Store, said: ReadonlySet<string>): Promise<void> {
  const told = Map.groupBy(
    [...said].map((line) => line.split(' ')),
    ([kind]) => kind,
  );
  const of = (kind: string) => (told.get(kind) ?? []).map(([, key = '', id = '']) => ({ key, id }));
  assert.deepEqual(notices, []);
  for (const kind of ['probing', 'incident']) {
    const ids = of(kind).map(({ id }) => id);
    assert.equal(new Set(ids).size, ids.length, 'an id was given twice');
  }

  // Of the probings that have ended only the newest are kept.
  const newest = of('probing').slice(-100);
  for (const { key, id } of newest) assert.equal((await watch.probings.get(id))?.requestId, key, id);
  for (const { id } of of('done').slice(-100)) assert.equal((await watch.probings.get(id))?.results.length, 1, id);
  for (const { key, id } of of('incident')) assert.equal((await watch.incidents.get(id))?.alarm.key, key, id);
  for (const { id } of of('acknowledged')) assert.equal((await watch.incidents.get(id))?.state, 'acknowledged', id);
  for (const { key, id } of of('posted')) assert.equal((await posts.get(`${id}/root`))?.ts, key, id);
  await assertMeasured(watch, new Set(of('measured').map(({ key }) => key)));

  const silenced = new Set((await watch.silences.list(new Date(startMs))).map(({ endpoint }) => endpoint));
  assert.deepEqual(
    of('silenced').filter(({ key }) => !silenced.has(key)),
    [],
  );
}

async function assertMeasured({ probes, ledger, sweeps }: Store['watch'], keys: ReadonlySet<string>): Promise<void> {
  const since = at(0);
  const counts = new Map((await ledger.since(since)).map((close) => [close.endpoint, close.count]));
  const found = {
    points: (await probes.points({ since, limit: Infinity })).map(({ endpoint }) => endpoint),
    latest: (await probes.latest()).map(({ endpoint }) => endpoint),
    slots: (await sweeps.list({ since, limit: Infinity })).map(({ sweep }) => sweep),
    closes: [...counts.keys()],
  };
  for (const [kind, names] of Object.entries(found))
    assert.deepEqual(
      [...keys].filter((key) => !names.includes(key)),
      [],
      kind,
    );
  for (const key of keys) assert.equal(counts.get(key), 3, key);
}
