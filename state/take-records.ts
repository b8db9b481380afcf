interface Kept {
  readonly id: string;
}

export interface RecordSource<T extends Kept> {
  /** What is open and may be worked on now, in the order of asking. */
  active(): Promise<readonly T[]>;
  /** Calls back with the id of each record that changed; the call that it returns ends that. */
  subscribe(listener: (id: string) => void): () => void;
}

export interface RecordsToTake<T extends Kept> {
  /** What they are called where a bug is told. */
  readonly name: string;
  readonly from: RecordSource<T>;
  /** Of the records of one lane only one is worked on at a time. */
  readonly laneOf: (record: T) => string;
  /** Lanes that are worked on at once; default any number. */
  readonly mostAtOnce?: number | undefined;
  /** Which records are this process's; absent: all. */
  readonly takes?: ((record: T) => boolean) | undefined;
  /** A record whose work rejects is left to the next start: its end could not even be written down. */
  readonly work: (record: T) => Promise<void>;
  /** Told of what `active` and `work` reject with. */
  readonly onBug: (error: unknown, where: string) => void;
}

export interface Settling {
  /** Resolves when nothing is worked on any more. After an abort nothing is begun. */
  settled(): Promise<void>;
}

export interface Taking extends Settling {
  /** Looks at the records again; what they wait for may have happened elsewhere. */
  ask(): void;
}

/** Works on records as they are written down, lane by lane, until `signal` is aborted. */
export function takeRecords<T extends Kept>(records: RecordsToTake<T>, signal: AbortSignal): Taking {
  const { from, laneOf, mostAtOnce = Number.POSITIVE_INFINITY, takes, onBug } = records;
  const busy = new Map<string, Promise<void>>();
  /** What is written of these is written by their own work: no news. */
  const working = new Set<string>();
  const broken = new Set<string>();
  let asked: Promise<void> = Promise.resolve();

  async function pump(): Promise<void> {
    if (signal.aborted) return;
    for (const record of await from.active()) {
      if (signal.aborted || busy.size >= mostAtOnce) return;
      if (busy.has(laneOf(record)) || broken.has(record.id) || takes?.(record) === false) continue;
      begin(record);
    }
  }

  function begin(record: T): void {
    working.add(record.id);
    const work = attempt(record).finally(() => {
      busy.delete(laneOf(record));
      working.delete(record.id);
      ask();
    });
    busy.set(laneOf(record), work);
  }

  async function attempt(record: T): Promise<void> {
    try {
      await records.work(record);
    } catch (error) {
      broken.add(record.id);
      onBug(error, record.id);
    }
  }

  function ask(): void {
    asked = asked.then(pump).catch((error: unknown) => onBug(error, records.name));
  }

  const unsubscribe = from.subscribe((id) => void (working.has(id) || ask()));
  signal.addEventListener('abort', unsubscribe, { once: true });
  ask();
  return {
    ask,
    async settled() {
      await asked;
      while (busy.size > 0) await Promise.all(busy.values());
    },
  };
}
