import { pause } from './pause.ts';

interface Following<T> {
  readonly get: () => Promise<T | undefined>;
  /** Calls back after each change of the kind of record. */
  readonly subscribe: (listener: () => void) => () => void;
  readonly hasEnded: (record: T) => boolean;
}

/** Looks again after so long even when nobody told of a change. */
const lookAgainMs = 1_000;

/** Waits until a record has ended, and resolves to it; to what it is at an abort, or undefined when it is gone. */
export async function followRecord<T>(
  { get, subscribe, hasEnded }: Following<T>,
  signal: AbortSignal,
): Promise<T | undefined> {
  let wake = new AbortController();
  const unsubscribe = subscribe(() => wake.abort());
  try {
    for (;;) {
      const told = wake.signal;
      const record = await get();
      if (record === undefined || hasEnded(record) || signal.aborted) return record;
      await pause(lookAgainMs, AbortSignal.any([told, signal]));
      if (told.aborted) wake = new AbortController();
    }
  } finally {
    unsubscribe();
  }
}
