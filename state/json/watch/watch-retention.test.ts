import assert from 'node:assert/strict';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { alarm, at, close, place, result, slot, startMs } from '#state/contract/watch-sentence.ts';
import { post } from '#state/contract/sentence.ts';
import type { Store } from '#state/state.ts';
import { memory, withDataFolder, withStore } from '#testing/data-folder.ts';

const hourMs = 3_600_000;
const limit = Infinity;

test('points, closes and slots are kept as long as they are to be, newer ones all', () =>
  withDataFolder(async (data) => {
    let nowMs = startMs;
    const options = { now: () => new Date(nowMs), keepProbesMs: 48 * hourMs };
    await withStore(
      data,
      async (store) => {
        for (let hour = 0; hour < 100; hour += 1, nowMs += hourMs) await measure(store, hour);
        const since = at(0);
        const points = hours(await store.watch.probes.points({ since, limit }));
        const closes = hours(
          (await store.watch.ledger.since(since)).map(({ minuteAt }) => ({ at: minuteAt })),
        ).toReversed();
        const expected = Array.from({ length: 49 }, (_, n) => 99 - n);
        assert.deepEqual([points, closes], [expected, expected]);
        const slots = hours((await store.watch.sweeps.list({ since, limit })).map(({ dueAt }) => ({ at: dueAt })));
        assert.ok(slots.length >= 49 && slots.length <= 49 + 24, `${slots.length} slots`);
        assert.deepEqual((await store.watch.sweeps.latest()).map(({ sweep }) => sweep).toSorted(), ['hourly', 'once']);
      },
      options,
    );
    assert.equal((await readdir(join(data, 'watch/points'))).length, 49);
    assert.equal((await readdir(join(data, 'watch/latest'))).length, 1);
  }, memory));

test('a clock that jumps ahead for a moment costs two days of history at most', () =>
  withDataFolder(async (data) => {
    let nowMs = startMs;
    const options = { now: () => new Date(nowMs), keepProbesMs: 400 * hourMs };
    await withStore(
      data,
      async (store) => {
        for (let hour = 0; hour < 100; hour += 1, nowMs += hourMs) await measure(store, hour);
        nowMs += 9_000 * hourMs;
        await measure(store, 100);
        nowMs -= 9_000 * hourMs;
        await measure(store, 101);
        assert.equal((await store.watch.probes.points({ since: at(0), limit })).length, 102 - 48);
      },
      options,
    );
  }, memory));

test('the latest results are begun anew in a new file, which carries what is not outdated', () =>
  withDataFolder(async (data) => {
    const folder = join(data, 'watch/latest');
    const message = 'x'.repeat(20_000);
    const options = { now: () => new Date(startMs), keepProbesMs: hourMs };
    await withStore(
      data,
      async ({ watch }) => {
        await watch.probes.add([result({ endpoint: 'quiet' }), result({ endpoint: 'gone', startedAt: at(-7_200) })]);
        for (let n = 0; n < 200; n += 1)
          await watch.probes.add([
            result({ endpoint: `e${n % 2}`, startedAt: at(n), problem: { code: 'A', message } }),
          ]);
        const latest = (await watch.probes.latest()).map((each) => `${each.endpoint} ${each.startedAt}`);
        assert.deepEqual(latest.toSorted(), [`e0 ${at(198)}`, `e1 ${at(199)}`, `quiet ${at(0)}`]);
        const files = await readdir(folder);
        assert.equal(files.length, 2, files.join());
      },
      options,
    );
    // Of what the newest file has lost, the one before it still knows the last but one.
    const newest = (await readdir(folder)).toSorted().at(-1) ?? '';
    await writeFile(join(folder, newest), 'damaged\n');
    await withStore(data, async ({ watch }) => assert.equal((await watch.probes.latest()).length, 3), {
      ...options,
      readOnly: true,
    });
  }, memory));

test('posts of an incident stay with it while any number of others come, and go with it', () =>
  withDataFolder(async (data) => {
    await withStore(data, async ({ watch, posts }) => {
      await watch.incidents.open(alarm(), place);
      await posts.save(post({ key: 'i1/root', ts: '1.1' }));
      await Promise.all(Array.from({ length: 600 }, (_, n) => posts.save(post({ key: `other-${n}` }))));
      assert.equal((await posts.get('i1/root'))?.ts, '1.1');
      assert.equal(await posts.get('other-99'), undefined);
      assert.equal((await posts.get('other-100'))?.key, 'other-100');
    });
    await withStore(data, async ({ posts }) => assert.equal((await posts.get('i1/root'))?.ts, '1.1'), {
      readOnly: true,
    });
    await withStore(data, async ({ watch, posts }) => {
      await watch.incidents.change('i1', (incident) => ({ ...incident, state: 'resolved' }));
      for (let n = 2; n <= 502; n += 1) {
        await watch.incidents.open(alarm({ key: `${n}` }), place);
        await watch.incidents.change(`i${n}`, (incident) => ({ ...incident, state: 'resolved' }));
      }
      await watch.incidents.open(alarm({ key: 'last' }), place);
      assert.equal(await watch.incidents.get('i1'), undefined);
      assert.equal(await posts.get('i1/root'), undefined);
    });
    assert.equal((await readdir(join(data, 'watch/incidents'))).length, 501);
  }, memory));

function hours(times: readonly { readonly at: string }[]): readonly number[] {
  return times.map((each) => (Date.parse(each.at) - startMs) / hourMs);
}

async function measure({ watch }: Store, hour: number): Promise<void> {
  const seconds = hour * 3_600;
  await watch.probes.add([result({ startedAt: at(seconds) })]);
  await watch.ledger.add([close({ minuteAt: at(seconds) })]);
  await watch.sweeps.add(slot({ dueAt: at(seconds), sweep: hour === 0 ? 'once' : 'hourly' }));
}
