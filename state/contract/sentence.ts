import type { NewRun, Post, Request, Store } from '../state.ts';

/** Opens the same storage again and again: first empty, then with what was written. One store is open at a time. */
export type OpenStore = () => Promise<Store>;

/** A sentence that is true of every store, and how to see that it is. */
export type Sentences = Readonly<Record<string, (open: OpenStore) => Promise<void>>>;

const at = '2025-11-22T23:47:00.000Z';
const ana = { id: 'U1', name: 'ana', via: 'slack' } as const;

export function order(changes: Partial<NewRun> = {}): NewRun {
  const place = { channel: 'C1', thread: '1.1' };
  const usual = { requestId: 'q1', suite: 'critical', environment: 'staging', selection: {}, requestedBy: ana };
  return { ...usual, place, queuedAt: at, ...changes };
}

export function request(changes: Partial<Request> = {}): Request {
  return { id: 'q1', via: 'command', words: ['run', 'critical'], actor: ana, receivedAt: at, ...changes };
}

export function post(changes: Partial<Post> = {}): Post {
  return { key: 'r1/root', channel: 'C1', state: 'sending', at, ...changes };
}

/** Does something with the store, closes it, and opens it again. */
export async function afterRestart<T>(open: OpenStore, work: (store: Store) => Promise<T>): Promise<[Store, T]> {
  const store = await open();
  const result = await work(store);
  await store.close();
  return [await open(), result];
}
