import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { aroundDiskOperations } from '#testing/disk-operations.ts';
import { memory, withDataFolder, withStore } from '#testing/data-folder.ts';
import { seedStore } from '../../bench/seed-store.ts';
import { order, post, request } from '../contract/sentence.ts';
import type { Store } from '../state.ts';

const counted = { operations: 0, characters: 0, sync: 0, datasync: 0 };
const appended = 20;

await aroundDiskOperations((name, args, go) => {
  counted.operations += 1;
  if (name === 'sync' || name === 'datasync') counted[name] += 1;
  if (name.startsWith('write')) counted.characters += sizeOf(args);
  return go();
});

test('a run costs as many operations and as many bytes after 5,000 runs as after 10', async () => {
  // The last segment of the history is equally full in both.
  const [few, many] = [await costAt(10), await costAt(40 * 128 + 10)];
  assert.ok(many.operations <= few.operations * 1.05, `${many.operations} operations, ${few.operations} before`);
  assert.ok(many.characters <= few.characters * 1.1, `${many.characters} characters, ${few.characters} before`);
});

test('changes and requests that come in one tick share one durable write', () =>
  withDataFolder(async (data) => {
    await withStore(data, async ({ runs, requests, posts }) => {
      await runs.add(order());
      const before = { ...counted };
      await Promise.all(Array.from({ length: 100 }, (_, n) => runs.change('r1', { latestTest: `test-${n}` })));
      // One for the file, one for its folder.
      assert.equal(counted.sync - before.sync, 2);
      await Promise.all(Array.from({ length: 100 }, (_, n) => posts.save(post({ key: `r1/${n}` }))));
      // The first generation is copied as well.
      assert.equal(counted.sync - before.sync, 5);
      await Promise.all(Array.from({ length: 100 }, (_, n) => requests.accept(request({ id: `q${n}` }))));
      assert.equal(counted.datasync - before.datasync, 1);
    });
  }, memory));

test('the newest runs are found without reading older ones', () =>
  withDataFolder(async (data) => {
    await seedStore(data, 2_000);
    // Whoever reads one of these has to say so.
    for (let segment = 0; segment < 14; segment += 1) {
      await writeFile(join(data, `history/${String(segment).padStart(6, '0')}.json`), 'damaged');
    }
    for (const readOnly of [true, false]) {
      await withStore(
        data,
        async ({ runs, notices }) => {
          const found = await runs.list({ limit: 50, suite: 'critical', environment: 'staging' });
          assert.deepEqual([found.length, found[0]?.id, notices], [50, 'r1998', []]);
        },
        { readOnly },
      );
    }
  }, memory));

function costAt(runs: number): Promise<{ readonly operations: number; readonly characters: number }> {
  return withDataFolder(async (data) => {
    await seedStore(data, runs);
    const before = { ...counted };
    await withStore(data, appendRuns, { keepRuns: 50_000 });
    const { operations, characters } = counted;
    return { operations: operations - before.operations, characters: characters - before.characters };
  }, memory);
}

async function appendRuns({ runs }: Store): Promise<void> {
  for (let n = 0; n < appended; n += 1) {
    const { run } = await runs.add(order({ requestId: `q${n}` }));
    await runs.change(run.id, { state: 'running' });
    await runs.saveTests(run.id, []);
    await runs.change(run.id, { state: 'passed' });
    await runs.change(run.id, { toldAt: run.queuedAt });
  }
}

function sizeOf([content, , length]: readonly unknown[]): number {
  if (typeof length === 'number') return length;
  return typeof content === 'string' ? content.length : 0;
}
