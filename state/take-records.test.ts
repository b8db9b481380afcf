import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';

import { takeRecords, type RecordsToTake, type Taking } from './take-records.ts';

interface Job {
  readonly id: string;
  readonly lane: string;
}

interface Scene extends Taking {
  readonly begun: readonly string[];
  readonly bugs: readonly string[];
  /** Ends the work on a record, and takes it from the open ones. */
  end(id: string): Promise<void>;
  /** Writes a record down. */
  write(job: Job): void;
  stop(): void;
}

function openScene(open: Job[], options: Partial<RecordsToTake<Job>> = {}): Scene {
  const stopping = new AbortController();
  const begun: string[] = [];
  const bugs: string[] = [];
  const ends = new Map<string, () => void>();
  const listeners = new Set<(id: string) => void>();
  const taking = takeRecords<Job>(
    {
      name: 'jobs',
      from: {
        active: () => Promise.resolve([...open]),
        subscribe: (listener) => {
          listeners.add(listener);
          return () => listeners.delete(listener);
        },
      },
      laneOf: ({ lane }) => lane,
      work: ({ id }) => {
        begun.push(id);
        return new Promise((resolve) => void ends.set(id, resolve));
      },
      onBug: (error, where) => void bugs.push(`${where}: ${String(error)}`),
      ...options,
    },
    stopping.signal,
  );
  return {
    ...taking,
    begun,
    bugs,
    end: async (id) => {
      const at = open.findIndex((each) => each.id === id);
      open.splice(at, 1);
      ends.get(id)?.();
      await turns();
    },
    write: (job) => {
      open.push(job);
      for (const listener of listeners) listener(job.id);
    },
    stop: () => stopping.abort(),
  };
}

/** All that is only waiting for promises has happened. */
async function turns(): Promise<void> {
  await once(AbortSignal.timeout(1), 'abort');
}

test('of one lane one record is worked on at a time, in the order of asking, and lanes do not wait for each other', async () => {
  const scene = openScene([
    { id: 'a1', lane: 'a' },
    { id: 'a2', lane: 'a' },
    { id: 'b1', lane: 'b' },
  ]);
  await turns();
  assert.deepEqual(scene.begun, ['a1', 'b1']);
  await scene.end('a1');
  assert.deepEqual(scene.begun, ['a1', 'b1', 'a2']);
});

test('no more lanes are worked on at once than may be', async () => {
  const scene = openScene(
    ['a', 'b', 'c'].map((lane) => ({ id: `${lane}1`, lane })),
    { mostAtOnce: 2 },
  );
  await turns();
  assert.deepEqual(scene.begun, ['a1', 'b1']);
  await scene.end('b1');
  assert.deepEqual(scene.begun, ['a1', 'b1', 'c1']);
});

test('what is written down later is taken, and what is not of this process is left', async () => {
  const scene = openScene([], { takes: ({ id }) => id !== 'foreign' });
  await turns();
  scene.write({ id: 'foreign', lane: 'a' });
  scene.write({ id: 'own', lane: 'a' });
  await turns();
  assert.deepEqual(scene.begun, ['own']);
});

test('a record whose work fails without an end is told once and not taken again', async () => {
  const begun: string[] = [];
  const scene = openScene([{ id: 'a1', lane: 'a' }], {
    work: ({ id }) => {
      begun.push(id);
      // Taken again and again it would never give the test its turn.
      if (begun.length > 5) return new Promise(() => undefined);
      throw new Error('no disk');
    },
  });
  await turns();
  scene.write({ id: 'a2', lane: 'b' });
  await turns();
  assert.deepEqual(begun, ['a1', 'a2']);
  assert.deepEqual(scene.bugs, ['a1: Error: no disk', 'a2: Error: no disk']);
});

test('after an abort nothing is begun, and what was begun is waited for', async () => {
  const scene = openScene([
    { id: 'a1', lane: 'a' },
    { id: 'a2', lane: 'a' },
  ]);
  await turns();
  scene.stop();
  let isSettled = false;
  const settled = scene.settled().then(() => (isSettled = true));
  await turns();
  assert.equal(isSettled, false);
  await scene.end('a1');
  await settled;
  assert.deepEqual(scene.begun, ['a1']);
});
