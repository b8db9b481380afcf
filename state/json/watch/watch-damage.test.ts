import assert from 'node:assert/strict';
import { readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  alarm,
  at,
  close,
  place,
  probingOrder,
  result,
  silence,
  slot,
  startMs,
} from '#state/contract/watch-sentence.ts';
import type { WatchStore } from '#state/watch.ts';
import { memory, withDataFolder, withStore } from '#testing/data-folder.ts';

const limit = Infinity;
const since = at(0);
const now = () => new Date(startMs + 600_000);
const options = { now };

/** Rows of files that are appended to, how each of them is added to, and what is found in it. */
const rows: Readonly<
  Record<
    string,
    { add: (watch: WatchStore, n: number) => Promise<void>; found: (watch: WatchStore) => Promise<readonly unknown[]> }
  >
> = {
  'watch/points/2026-11-22T16.ndjson': {
    add: ({ probes }, n) => probes.add([result({ endpoint: `e${n}` }), result({ endpoint: 'api', startedAt: at(n) })]),
    found: async ({ probes }) =>
      (await probes.points({ since, limit })).map((point) => `${point.endpoint} ${point.at}`),
  },
  'watch/closes/2026-11-22T16.ndjson': {
    add: ({ ledger }, n) => ledger.add([close({ endpoint: `e${n}` }), close({ minuteAt: at(60 * n) })]),
    found: async ({ ledger }) =>
      (await ledger.since(since)).map((each) => `${each.endpoint} ${each.minuteAt} ${each.count}`),
  },
  'watch/sweeps/2026-11-22.ndjson': {
    add: ({ sweeps }, n) => sweeps.add(slot({ dueAt: at(n), sweep: `s${n % 2}` })),
    found: async ({ sweeps }) => (await sweeps.list({ since, limit })).map((each) => `${each.sweep} ${each.dueAt}`),
  },
  'watch/latest/00000001.ndjson': {
    add: ({ probes }, n) => probes.add([result({ endpoint: `e${n}`, problem: { code: 'A', message: 'é' } })]),
    found: async ({ probes }) =>
      (await probes.latest()).map(({ endpoint, problem }) => `${endpoint} ${problem?.message}`),
  },
};

for (const [file, { add, found }] of Object.entries(rows)) {
  test(`${file} truncated at any byte has lost the newest line at most, and goes on`, () =>
    withDataFolder(async (data) => {
      const expected: (readonly unknown[])[] = [];
      const ends: number[] = [];
      const path = join(data, file);
      await withStore(
        data,
        async ({ watch }) => {
          for (let n = 0; n < 4; n += 1) {
            expected.push(n === 0 ? [] : await found(watch));
            ends.push(n === 0 ? 0 : (await readFile(path)).length);
            await add(watch, n);
          }
        },
        options,
      );
      const whole = await readFile(path);
      for (let length = 0; length < whole.length; length += 1) {
        // Every byte of the newest line, and of those before it some.
        if (length < (ends.at(-1) ?? 0) && length % 13 !== 0) continue;
        await writeFile(path, whole.subarray(0, length));
        const lines = ends.findLastIndex((end) => end <= length);
        await withStore(data, async ({ watch }) => assertSame(await found(watch), expected[lines]), {
          ...options,
          readOnly: true,
        });
        await withStore(
          data,
          async ({ watch, notices }) => {
            await add(watch, 9);
            const after = await found(watch);
            assertSame(
              after.filter((each) => expected[lines]?.includes(each)),
              expected[lines],
            );
            assert.ok(after.length > (expected[lines]?.length ?? 0));
            assert.deepEqual(notices, []);
          },
          options,
        );
      }
    }, memory));

  test(`a changed byte of ${file} is noticed: nothing is invented, and what is written later is read right`, () =>
    withDataFolder(async (data) => {
      const path = join(data, file);
      const write = async (numbers: readonly number[]): Promise<readonly unknown[]> =>
        withStore(
          data,
          async ({ watch }) => {
            for (const n of numbers) await add(watch, n);
            return found(watch);
          },
          options,
        );
      const before = await write([0, 1, 2, 3]);
      const whole = await readFile(path);
      const after = await write([7]);
      const added = after.filter((each) => !before.includes(each));
      for (let byte = 0; byte < whole.length; byte += 5) {
        const changed = Buffer.from(whole);
        changed.writeUInt8(whole.readUInt8(byte) ^ 1, byte);
        await writeFile(path, changed);
        const read = await write([7]);
        const kept = read.filter((each) => before.includes(each));
        assertSame(
          read.filter((each) => !kept.includes(each)),
          added,
        );
        assert.ok(kept.length > 0, `byte ${byte}: ${kept.length} of ${before.length}`);
      }
    }, memory));
}

test('records that are damaged are put aside and their backup restored', () =>
  withDataFolder(async (data) => {
    await withStore(data, fill, options);
    const files = ['incidents/i1/record.json', 'probings/p1/record.json', 'numbers.json', 'silences.json'];
    for (const file of files) await truncate(join(data, 'watch', file), 60);
    await withStore(
      data,
      async ({ watch, notices }) => {
        assert.equal((await watch.incidents.get('i1'))?.state, 'triggered');
        assert.equal((await watch.probings.get('p1'))?.state, 'queued');
        assert.equal((await watch.silences.list(new Date(startMs))).length, 1);
        assert.equal((await watch.probings.add(probingOrder({ requestId: 'new' }))).probing.id, 'p2');
        assert.equal(notices.filter((notice) => notice.includes('could not be trusted')).length, 4);
      },
      options,
    );
    assert.equal((await readdir(join(data, 'quarantine'))).length, 4);
  }));

test('with every generation of a record gone it is passed over and said, and its id is not given again', () =>
  withDataFolder(async (data) => {
    await withStore(data, fill, options);
    const folder = join(data, 'watch/incidents/i1');
    for (const file of await readdir(folder)) await truncate(join(folder, file), 30);
    await withStore(
      data,
      async ({ watch, notices }) => {
        assert.deepEqual(await watch.incidents.list({ limit: 9 }), []);
        assert.match(notices.join('\n'), /i1\/record.json" could not be trusted .* there was no backup to restore/u);
        assert.equal((await watch.incidents.open(alarm(), place)).incident.id, 'i2');
      },
      options,
    );
  }));

test('ids are not given again when the newest records are removed by hand', () =>
  withDataFolder(async (data) => {
    await withStore(data, fill, options);
    for (const folder of ['incidents/i1', 'probings/p1']) await rm(join(data, 'watch', folder), { recursive: true });
    await withStore(
      data,
      async ({ watch, notices }) => {
        assert.equal((await watch.incidents.open(alarm(), place)).incident.id, 'i2');
        assert.equal((await watch.probings.add(probingOrder())).probing.id, 'p2');
        assert.deepEqual(notices, []);
      },
      options,
    );
  }));

async function fill({ watch }: { readonly watch: WatchStore }): Promise<void> {
  await watch.incidents.open(alarm(), place);
  await watch.incidents.change('i1', (incident) => ({ ...incident, state: 'acknowledged' }));
  await watch.probings.add(probingOrder());
  await watch.probings.change('p1', { state: 'running' });
  await watch.silences.set(silence());
  await watch.silences.set(silence({ endpoint: 'api' }));
}

function assertSame(found: readonly unknown[], expected: readonly unknown[] | undefined): void {
  assert.deepEqual(found.map(String).sort(), expected?.map(String).sort());
}
