import assert from 'node:assert/strict';
import { test } from 'node:test';

import { waitFor } from '#testing/wait-for.ts';

import { followOnOneLine } from './follow-on-one-line.ts';
import { followToEnd } from './follow-to-end.ts';

interface Piece {
  readonly id: string;
  readonly isOpen: boolean;
}

test('records are resolved in the order of their ids when none is open any more', async () => {
  const shelf = createShelf(['a', 'b']);
  const following = followToEnd(
    ['b', 'a'],
    { ...shelf, show: () => undefined, everyMs: 5 },
    new AbortController().signal,
  );
  shelf.close('a');
  shelf.close('b');
  assert.deepEqual(await following, [
    { id: 'b', isOpen: false },
    { id: 'a', isOpen: false },
  ]);
  assert.equal(shelf.listeners(), 0);
});

test('what cannot be read at first, or when it ends, is read again with the next tick', async () => {
  const shelf = createShelf(['a']);
  shelf.failReads(1);
  const shown: (readonly Piece[])[] = [];
  const show = (pieces: readonly Piece[]): void => void shown.push(pieces);
  const following = followToEnd(['a'], { ...shelf, show, everyMs: 5 }, new AbortController().signal);
  await waitFor('a tick', () => shown[0]);
  shelf.failReads(2);
  shelf.close('a');
  assert.deepEqual(await following, [{ id: 'a', isOpen: false }]);
});

test('an abort ends it with what was read last, also where nothing can be read any more', async () => {
  const shelf = createShelf(['a']);
  const shutdown = new AbortController();
  let ticks = 0;
  const following = followToEnd(['a'], { ...shelf, show: () => void (ticks += 1), everyMs: 5 }, shutdown.signal);
  await waitFor('a tick', () => ticks || undefined);
  shelf.failReads(Number.POSITIVE_INFINITY);
  shutdown.abort();
  assert.deepEqual(await following, [{ id: 'a', isOpen: true }]);
  assert.deepEqual(await followToEnd(['a'], { ...shelf, show: () => undefined, everyMs: 5 }, shutdown.signal), []);
  assert.equal(shelf.listeners(), 0);
});

test('a terminal shows one line, cut to its width and without what moves the cursor; a file shows none', async () => {
  const written: string[] = [];
  const shelf = createShelf(['a']);
  const screen = { isTty: true, columns: 31, write: (text: string) => void written.push(text) };
  const line = { records: shelf, isActive: shelf.isActive, inWords: () => `\u001b[2Jfirst\n${'x'.repeat(40)}` };
  const following = followOnOneLine(['a'], { ...line, screen }, new AbortController().signal);
  await waitFor('a line', () => written[0]);
  shelf.close('a');
  await following;
  assert.deepEqual([...new Set(written)], [`\r\u001b[Kfirst ${'x'.repeat(24)}`, '\r\u001b[K']);
  written.length = 0;
  await followOnOneLine(['a'], { ...line, screen: { ...screen, isTty: false } }, AbortSignal.abort());
  assert.deepEqual(written.join(''), '');
});

function createShelf(ids: readonly string[]) {
  const pieces = new Map(ids.map((id) => [id, { id, isOpen: true }]));
  const listeners = new Set<(id: string) => void>();
  let failing = 0;
  return {
    get: async (id: string): Promise<Piece | undefined> => {
      failing -= 1;
      if (failing >= 0) throw new Error('busy');
      return pieces.get(id);
    },
    subscribe: (listener: (id: string) => void) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    isActive: ({ isOpen }: Piece) => isOpen,
    failReads: (count: number) => void (failing = count),
    listeners: () => listeners.size,
    close: (id: string) => {
      pieces.set(id, { id, isOpen: false });
      for (const listener of listeners) listener(id);
    },
  };
}
