import assert from 'node:assert/strict';
import { cp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { memory, withDataFolder, withStore } from '#testing/data-folder.ts';
import { order, request } from '../contract/sentence.ts';
import type { Store } from '../state.ts';

const places = {
  index: 'index.json',
  run: 'runs/r1/run.json',
  tests: 'runs/r1/tests.json',
  posts: 'runs/r1/posts.json',
};
const lock = { environment: 'staging', by: order().requestedBy, at: order().queuedAt };

for (const place of [places.index, places.run]) {
  test(`${place} truncated at any byte is put aside and its backup restored`, () =>
    withFilledFolder(async (data) => {
      const whole = await readFile(join(data, place));
      for (let length = 0; length < whole.length; length += 1)
        await assertRepaired(data, place, whole.subarray(0, length));
      const kept = (await readdir(join(data, 'quarantine'))).filter((name) =>
        name.startsWith(place.replaceAll('/', '_')),
      );
      assert.equal(kept.length, whole.length);
    }));

  test(`any changed byte of ${place} is noticed and its backup restored`, () =>
    withFilledFolder(async (data) => {
      const whole = await readFile(join(data, place));
      for (let at = 0; at < whole.length; at += 1) {
        const changed = Buffer.from(whole);
        changed.writeUInt8(whole.readUInt8(at) ^ 1, at);
        await assertRepaired(data, place, changed);
      }
    }));
}

async function assertRepaired(data: string, place: string, damaged: Buffer): Promise<void> {
  await writeFile(join(data, place), damaged);
  await withStore(data, async (store) => {
    await assertUsable(store);
    assert.equal(store.notices.filter((notice) => notice.startsWith(`"${place}" could not be trusted`)).length, 1);
  });
}

test('damaged tests and posts are restored when they are read', () =>
  withFilledFolder(async (data) => {
    await truncate(join(data, places.tests), 40);
    await truncate(join(data, places.posts), 40);
    await withStore(data, async (store) => {
      assert.deepEqual(
        (await store.runs.tests('r1')).map(({ id }) => id),
        ['first'],
      );
      assert.equal((await store.posts.get('r1/root'))?.ts, '1.1');
      assert.equal(store.notices.length, 2);
    });
  }));

test('a record of the first generation has a backup as well', () =>
  withDataFolder(async (data) => {
    await withStore(data, (store) => store.runs.add(order()));
    await truncate(join(data, places.run), 10);
    await withStore(data, async (store) => assert.equal((await store.runs.get('r1'))?.state, 'queued'));
  }));

test('with every generation of the index gone, the open runs are found in their folders and numbers go on', () =>
  withFilledFolder(async (data) => {
    for (const generation of ['', '.1', '.2']) await rm(join(data, places.index + generation));
    await withStore(data, async (store) => {
      assert.deepEqual(
        (await store.runs.untold()).map(({ id }) => id),
        ['r1'],
      );
      assert.deepEqual(
        (await store.runs.list({ limit: 9 })).map(({ id }) => id),
        ['r2', 'r1'],
      );
      assert.match(store.notices.join(), /made anew from their folders/u);
      const next = await store.runs.add(order({ requestId: 'new', suite: 'new' }));
      assert.equal(next.run.id, 'r3');
    });
  }));

test('with every generation of a record gone, the run is passed over and said', () =>
  withFilledFolder(async (data) => {
    for (const generation of ['', '.1', '.2']) await truncate(join(data, places.run + generation), 50);
    await withStore(data, async (store) => {
      assert.equal(await store.runs.get('r1'), undefined);
      assert.match(store.notices.join('\n'), /there was no backup to restore\nThe folder of run r1 has no record/u);
      assert.equal((await store.runs.add(order({ requestId: 'new', suite: 'new' }))).run.id, 'r3');
    });
  }));

test('a damaged segment of the history is made whole from the records', () =>
  withFilledFolder(async (data) => {
    for (const generation of ['', '.1', '.2'])
      await rm(join(data, `history/000000.json${generation}`), { force: true });
    await writeFile(join(data, 'history/000000.json'), '{');
    await withStore(data, async (store) => {
      assert.deepEqual(
        (await store.runs.list({ limit: 9 })).map(({ id }) => id),
        ['r2', 'r1'],
      );
    });
    await withStore(data, async (store) => assert.equal((await store.runs.list({ limit: 9 })).length, 2), {
      readOnly: true,
    });
  }));

test('a file of a newer version is put aside for its backup; with all generations newer the store refuses to open', () =>
  withFilledFolder(async (data) => {
    const newer = '{"kind":"index","schema":2,"elsewhere":{}}';
    await writeFile(join(data, places.index), newer);
    await withStore(data, async (store) => {
      assert.deepEqual(await store.locks.get('staging'), lock);
      assert.match(store.notices.join(), /index.json/u);
    });
    for (const generation of ['', '.1', '.2']) await writeFile(join(data, places.index + generation), newer);
    await assert.rejects(
      withStore(data, async () => {}),
      { name: 'OperatorError', code: 'STORE_TOO_NEW' },
    );
    assert.equal(await readFile(join(data, places.index), 'utf8'), newer);
  }));

test('a reader beside the writer falls back to the backup and leaves the files as they are', () =>
  withFilledFolder(async (data) => {
    await truncate(join(data, places.run), 40);
    await withStore(
      data,
      async (store) => {
        assert.equal((await store.runs.get('r1'))?.state, 'running');
        assert.match(store.notices.join(), /a backup was read in its place/u);
      },
      { readOnly: true },
    );
    assert.equal((await readFile(join(data, places.run))).length, 40);
  }));

test('folders that no run has made are left alone and said', () =>
  withFilledFolder(async (data) => {
    await cp(join(data, 'runs/r1'), join(data, 'runs/r1 (copy)'), { recursive: true });
    await withStore(data, async (store) => {
      await assertUsable(store);
      assert.match(store.notices.join(), /r1 \(copy\)/u);
    });
  }));

/** One run that is open, in its third generation, one that is closed, and a lock. */
async function withFilledFolder(work: (data: string) => Promise<void>): Promise<void> {
  await withDataFolder(async (data) => {
    await withStore(data, async ({ runs, posts, locks, requests }) => {
      await requests.accept(request());
      await runs.add(order());
      await runs.add(order({ suite: 'smoke' }));
      await runs.change('r2', { state: 'cancelled', toldAt: order().queuedAt });
      await runs.change('r1', { state: 'running' });
      await runs.change('r1', { latestTest: 'third' });
      for (const id of ['first', 'second'])
        await runs.saveTests('r1', [{ id, outcome: 'passed', durationMs: 1, attempts: 1 }]);
      for (const ts of ['1.1', '1.2'])
        await posts.save({ key: 'r1/root', channel: 'C1', state: 'sent', ts, at: lock.at });
      await locks.lock(lock);
      await locks.lock({ ...lock, environment: 'other' });
      await locks.unlock('other');
    });
    await work(data);
  }, memory);
}

async function assertUsable(store: Store): Promise<void> {
  assert.equal((await store.runs.get('r1'))?.state, 'running');
  assert.deepEqual(
    (await store.runs.active()).map(({ id }) => id),
    ['r1'],
  );
  assert.deepEqual(await store.locks.get('staging'), lock);
  assert.deepEqual(
    (await store.runs.list({ limit: 9 })).map(({ id }) => id),
    ['r2', 'r1'],
  );
}
