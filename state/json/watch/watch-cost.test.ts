import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { alarm, at, close, place, result, startMs } from '#state/contract/watch-sentence.ts';
import type { Store } from '#state/state.ts';
import { memory, withDataFolder, withStore } from '#testing/data-folder.ts';
import { aroundDiskOperations } from '#testing/disk-operations.ts';

const counted = { operations: 0, writes: 0, bytes: 0 };

await aroundDiskOperations((name, args, go) => {
  // Nobody waits for a sync, and one may take along what two have written.
  if (name !== 'datasync') counted.operations += 1;
  if (name === 'write' || name === 'writeSync') {
    counted.writes += 1;
    counted.bytes += Number(args[name === 'write' ? 2 : 3]);
  }
  return go();
});

test('a batch of probes and closes costs one write each to points, latest results and ledger', () =>
  withDataFolder(async (data) => {
    await withStore(data, async (store) => {
      await measure(store, 1, 0);
      for (const endpoints of [1, 1_000]) {
        const { writes } = await costOf(() => measure(store, endpoints, 1));
        assert.equal(writes, 3, `${endpoints} endpoints`);
      }
    });
  }, memory));

test('a batch costs as many operations and bytes after a week as after a quarter of an hour', () =>
  withDataFolder(async (data) => {
    let nowMs = startMs;
    const options = { now: () => new Date(nowMs) };
    const costs: { readonly operations: number; readonly bytes: number }[] = [];
    await withStore(
      data,
      async (store) => {
        for (let quarter = 1; quarter <= 4 * 24 * 7; quarter += 1) {
          nowMs += 15 * 60_000;
          await measure(store, 20, quarter);
          // In the middle of an hour, when nothing is begun or removed.
          if (quarter === 2 || quarter === 4 * 24 * 7 - 2) costs.push(await costOf(() => measure(store, 20, quarter)));
        }
      },
      options,
    );
    const [early, late] = costs;
    assert.ok(early !== undefined && late !== undefined);
    assert.ok(late.operations <= early.operations, `${late.operations} operations, ${early.operations} before`);
    assert.ok(late.bytes <= early.bytes * 1.1, `${late.bytes} bytes, ${early.bytes} before`);
  }, memory));

test('a change of an incident costs as many operations beside 400 others as beside none', () =>
  withDataFolder(async (data) => {
    await withStore(data, async ({ watch }) => {
      const costs: number[] = [];
      for (let n = 1; n <= 400; n += 1) {
        await watch.incidents.open(alarm({ key: `${n}` }), place);
        const change = () => watch.incidents.change(`i${n}`, (each) => ({ ...each, seenAt: at(n) }));
        costs.push((await costOf(change)).operations);
      }
      assert.equal(costs.at(-1), costs[0]);
    });
  }, memory));

test('looks at the newest points need no disk', () =>
  withDataFolder(async (data) => {
    const options = { now: () => new Date(startMs) };
    await withStore(
      data,
      async (store) => {
        for (let n = 0; n < 10; n += 1) await measure(store, 50, n);
        const look = (endpoint: string) => store.watch.probes.points({ endpoint, since: at(0), limit: 5 });
        await look('e1');
        await rm(join(data, 'watch/points'), { recursive: true });
        assert.equal((await look('e49')).length, 5);
      },
      options,
    );
  }, memory));

async function costOf(work: () => Promise<unknown>): Promise<typeof counted> {
  const before = { ...counted };
  await work();
  // Syncing goes on behind the answer.
  await new Promise(setImmediate);
  return {
    operations: counted.operations - before.operations,
    writes: counted.writes - before.writes,
    bytes: counted.bytes - before.bytes,
  };
}

async function measure({ watch }: Store, endpoints: number, minute: number): Promise<void> {
  const names = Array.from({ length: endpoints }, (_, n) => `e${n}`);
  const minuteAt = at(minute * 60);
  await Promise.all([
    watch.probes.add(names.map((endpoint) => result({ endpoint, startedAt: minuteAt }))),
    watch.ledger.add(names.map((endpoint) => close({ endpoint, minuteAt }))),
  ]);
}
