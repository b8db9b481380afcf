import assert from 'node:assert/strict';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { seedStore } from '../../bench/seed-store.ts';
import { memory, withDataFolder, withStore } from '#testing/data-folder.ts';
import { order } from '../contract/sentence.ts';
import type { Store } from '../state.ts';

const toldAt = order().queuedAt;

test('only the newest runs are kept, with their folders; open runs always', () =>
  withDataFolder(async (data) => {
    await withStore(
      data,
      async (store) => {
        await store.runs.add(order({ requestId: 'open', suite: 'open' }));
        for (let n = 2; n <= 9; n += 1) await addClosed(store, `q${n}`);
        await store.runs.saveTests('r9', []);
      },
      { keepRuns: 3 },
    );
    assert.deepEqual((await readdir(join(data, 'runs'))).sort(), ['r1', 'r7', 'r8', 'r9']);
    assert.equal((await readdir(join(data, 'asked'))).length, 4);
    assert.deepEqual(await readdir(join(data, 'removed')), []);
    await withStore(
      data,
      async (store) => {
        assert.deepEqual(await idsOf(store), ['r9', 'r8', 'r7', 'r1']);
        assert.equal(await store.runs.get('r2'), undefined);
        assert.throws(() => store.runs.folder('r2'), { code: 'UNKNOWN_RUN' });
        assert.deepEqual((await addClosed(store, 'q2')).id, 'r10');
      },
      { keepRuns: 3 },
    );
  }));

test('a lowered limit is reached little by little, and whole segments go', () =>
  withDataFolder(async (data) => {
    await seedStore(data, 300);
    await withStore(
      data,
      async (store) => {
        for (let n = 0; n < 20; n += 1) await addClosed(store, `q${n}`);
      },
      { keepRuns: 50 },
    );
    assert.equal((await readdir(join(data, 'runs'))).length, 50);
    assert.deepEqual(
      (await readdir(join(data, 'history'))).filter((name) => name.endsWith('.json')),
      ['000002.json'],
    );
    await withStore(data, async (store) => assert.equal((await idsOf(store)).length, 50));
  }, memory));

test('a run that could not be moved to the history yet is moved at the next opening', () =>
  withDataFolder(async (data) => {
    const history = join(data, 'history');
    await withStore(data, async (store) => {
      await store.runs.add(order());
      await rm(history, { recursive: true });
      await store.runs.change('r1', { state: 'cancelled', toldAt });
    });
    await mkdir(history);
    await withStore(data, async (store) => assert.deepEqual(await idsOf(store), ['r1']));
    assert.deepEqual(await readdir(history), ['000000.json', '000000.json.1']);
  }));

test('runs are found although their segment of the history is gone', () =>
  withDataFolder(async (data) => {
    await seedStore(data, 200);
    await rm(join(data, 'history/000001.json'));
    await withStore(data, async (store) => assert.equal((await idsOf(store)).length, 200));
    await withStore(data, async (store) => assert.equal((await idsOf(store)).length, 200), { readOnly: true });
  }, memory));

test('a run whose queueing was refused does not come up after a restart', () =>
  withDataFolder(async (data) => {
    await withStore(data, async (store) => {
      await store.runs.add(order());
      // A folder in the place of a backup keeps the index from being written.
      await rm(join(data, 'index.json.2'), { force: true });
      await mkdir(join(data, 'index.json.2/x'), { recursive: true });
      await assert.rejects(store.runs.add(order({ requestId: 'q2', suite: 'smoke' })));
      assert.equal(await store.runs.get('r2'), undefined);
      await rm(join(data, 'index.json.2'), { recursive: true });
    });
    await withStore(data, async (store) => {
      assert.deepEqual(await idsOf(store), ['r1']);
      assert.equal((await store.runs.add(order({ requestId: 'q2', suite: 'smoke' }))).added, true);
    });
  }));

test('numbers are not given again when the newest run is removed by hand', () =>
  withDataFolder(async (data) => {
    await withStore(data, (store) => store.runs.add(order()));
    await rm(join(data, 'runs/r1'), { recursive: true });
    await withStore(data, async (store) => {
      assert.deepEqual(store.notices, ['The folder of run r1 is gone, so it is no longer listed as open']);
      assert.equal((await store.runs.add(order({ requestId: 'q2' }))).run.id, 'r2');
    });
  }));

test('an empty folder that a dying process left is removed and said, one with files is left', () =>
  withDataFolder(async (data) => {
    await withStore(data, (store) => store.runs.add(order()));
    await mkdir(join(data, 'runs/r2'));
    await mkdir(join(data, 'runs/r3'));
    await writeFile(join(data, 'runs/r3/output.log'), 'kept');
    await writeFile(join(data, 'index.json.0123.tmp'), 'torn');
    await withStore(data, async (store) => {
      assert.deepEqual(store.notices, [
        'Run r2 was never queued completely; its empty folder was removed',
        'The folder of run r3 has no record that can be read; it is left as it is',
      ]);
      assert.equal((await store.runs.add(order({ requestId: 'q2', suite: 'smoke' }))).run.id, 'r4');
    });
    assert.deepEqual((await readdir(join(data, 'runs'))).sort(), ['r1', 'r3', 'r4']);
    assert.deepEqual(
      (await readdir(data)).filter((name) => name.endsWith('.tmp')),
      [],
    );
  }));

test('a closed run can still be changed, and is open again while it has something to tell', () =>
  withDataFolder(async (data) => {
    await withStore(data, async (store) => {
      const { id } = await addClosed(store, 'q1');
      await store.runs.change(id, { toldAt: undefined });
      assert.deepEqual(
        (await store.runs.untold()).map((run) => run.id),
        ['r1'],
      );
    });
    await withStore(data, async (store) =>
      assert.deepEqual(
        (await store.runs.untold()).map((run) => run.id),
        ['r1'],
      ),
    );
  }));

async function addClosed(store: Store, requestId: string): Promise<{ readonly id: string }> {
  const { run } = await store.runs.add(order({ requestId }));
  return store.runs.change(run.id, { state: 'cancelled', toldAt });
}

async function idsOf(store: Store): Promise<readonly string[]> {
  return (await store.runs.list({ limit: Infinity })).map((run) => run.id);
}
