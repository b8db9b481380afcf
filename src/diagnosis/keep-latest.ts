/** Writes one after the other; of those that come while one is being written, only the newest. */
export interface Latest<T> {
  readonly keep: (value: T) => void;
  /** Resolves when the newest is written. Rejects when a write did. */
  readonly settled: () => Promise<void>;
}

export function keepLatest<T>(write: (value: T) => Promise<void>): Latest<T> {
  let waiting: { readonly value: T } | undefined;
  let going: Promise<void> | undefined;
  const go = async (): Promise<void> => {
    while (waiting !== undefined) {
      const { value } = waiting;
      waiting = undefined;
      await write(value);
    }
    going = undefined;
  };
  return {
    keep(value) {
      waiting = { value };
      if (going !== undefined) return;
      going = go();
      // Whoever waits for it is told.
      going.catch(() => undefined);
    },
    settled: async () => going,
  };
}
