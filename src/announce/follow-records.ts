import { setTimeout as wait } from 'node:timers/promises';

export interface FollowParts {
  /** Calls back with the id of every record that was added or changed. */
  readonly subscribe: (listener: (id: string) => void) => () => void;
  /** Ids of the records that were not told to the end. */
  readonly untold: () => Promise<readonly string[]>;
  /** Tells one record as it is now. Never called twice at once for the same id. */
  readonly tell: (id: string) => Promise<void>;
  /** What a record is called in the log: `Run`. */
  readonly noun: string;
  /** After an error of the store; default 5,000. */
  readonly retryAfterMs?: number | undefined;
  readonly log: { error(message: string): void };
}

export interface Announcer {
  /** Resolves when all that has ended is told, or was given up, or the signal was aborted. */
  settled(): Promise<void>;
}

/** Follows records and tells every change; at start also what an earlier process left untold. Survives every error. */
export function followRecords(parts: FollowParts, signal: AbortSignal): Announcer {
  const { noun, log, retryAfterMs = 5_000 } = parts;
  const busy = new Map<string, Promise<void>>();
  const changed = new Set<string>();

  function refresh(id: string): void {
    if (signal.aborted) return;
    if (busy.has(id)) {
      changed.add(id);
      return;
    }
    const work = parts
      .tell(id)
      .catch((error: unknown) => recover(id, error))
      .finally(() => {
        busy.delete(id);
        if (changed.delete(id)) refresh(id);
      });
    busy.set(id, work);
  }

  async function recover(id: string, error: unknown): Promise<void> {
    if (signal.aborted) return;
    log.error(`${noun} ${id} could not be told, trying again: ${lineOf(error)}`);
    changed.add(id);
    await pause();
  }

  async function begin(): Promise<void> {
    try {
      for (const id of await parts.untold()) refresh(id);
    } catch (error) {
      log.error(`The ${noun.toLowerCase()}s left untold could not be read, trying again: ${lineOf(error)}`);
      await pause();
      if (!signal.aborted) await begin();
    }
  }

  const pause = (): Promise<void> => wait(retryAfterMs, undefined, { signal }).catch(() => undefined);
  const unsubscribe = parts.subscribe(refresh);
  signal.addEventListener('abort', unsubscribe, { once: true });
  const begun = begin();
  return {
    async settled() {
      await begun;
      while (busy.size > 0) await Promise.all(busy.values());
    },
  };
}

function lineOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
