import type { Clock } from './clock.ts';
import { isSettled, newEntry, type Entry } from './outbox-entry.ts';

/** The messages on their way. Forgets what is quiet: all it knew is in the state. */
export interface Entries {
  /** The entry of this key; a new one takes its place behind what was told before in its thread. */
  of(key: string, under?: string): Entry;
  /** Ends the entry when one of its callers' signals is aborted. */
  follow(entry: Entry, signal: AbortSignal): void;
  all(): readonly Entry[];
}

const roomyEntries = 64;
/** Longer than any two edits of one message are held apart. */
const quietMs = 10_000;

export function createEntries(clock: Clock): Entries {
  const entries = new Map<string, Entry>();
  /** Key of a root → what was told last in its thread. */
  const tails = new Map<string, Entry>();
  const heard = new WeakSet<AbortSignal>();

  function prune(): void {
    if (entries.size < roomyEntries) return;
    const quietSince = clock.now() - quietMs;
    for (const [key, entry] of entries) {
      if (!isQuiet(entry, quietSince) || !isQuiet(tails.get(key) ?? entry, quietSince)) continue;
      entries.delete(key);
      tails.delete(key);
    }
  }

  function of(key: string, under?: string): Entry {
    const known = entries.get(key);
    if (known !== undefined && !known.abandon.signal.aborted) return known;
    prune();
    const root = under === undefined ? undefined : of(under);
    const entry = newEntry(key, root);
    if (root !== undefined) {
      entry.before = Promise.all([root.exists.promise, tails.get(root.key)?.exists.promise]);
      tails.set(root.key, entry);
    }
    entries.set(key, entry);
    return entry;
  }

  return {
    of,
    follow(entry, signal) {
      entry.signals.add(signal);
      if (signal.aborted) return entry.abandon.abort();
      if (heard.has(signal)) return;
      heard.add(signal);
      // One listener for each signal, however many tellings.
      signal.addEventListener('abort', () => {
        for (const each of entries.values()) if (each.signals.has(signal)) each.abandon.abort();
      });
    },
    all: () => [...entries.values()],
  };
}

function isQuiet(entry: Entry, since: number): boolean {
  const isIdle = entry.work === undefined && entry.waiters.length === 0;
  return isIdle && isSettled(entry) && Math.max(entry.lastEditAt, entry.lastPostAt) < since;
}
