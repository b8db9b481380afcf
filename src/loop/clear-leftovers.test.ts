import assert from 'node:assert/strict';
import { test } from 'node:test';

import { memory, withDataFolder, withStore } from '#testing/data-folder.ts';
import { makeLoop } from '#testing/make-loop.ts';

import { clearLeftovers } from './clear-leftovers.ts';

const now = (): Date => new Date('2026-03-02T10:00:00.000Z');
const at = now().toISOString();
const by = { id: 'U1', name: 'cora', via: 'slack' } as const;

test('what a loop that has ended left locked is free again; what a person locked is not, whatever they call it', () =>
  withDataFolder(async (data) => {
    await withStore(data, async (store) => {
      const { environment, suites, mostRounds, mostMs, deploys } = makeLoop();
      const order = {
        requestId: 'q1',
        environment,
        suites,
        mostRounds,
        mostMs,
        deploys,
        requestedBy: by,
        queuedAt: at,
      };
      const { record } = await store.work.loops.add(order);
      await store.work.loops.change(record.id, (loop) => ({ ...loop, state: 'interrupted', endedAt: at }));
      await store.locks.lock({ environment, by, reason: `loop ${record.id}`, loop: record.id, at });
      await store.locks.lock({ environment: 'gone', by, loop: 'l9', at });
      await store.locks.lock({ environment: 'theirs', by, reason: `loop ${record.id}`, at });
      await clearLeftovers({ store, now });
      const left = await store.locks.list();
      assert.deepEqual(
        left.map((lock) => lock.environment),
        ['theirs'],
      );
    });
  }, memory));
