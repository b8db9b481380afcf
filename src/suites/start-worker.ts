import type { Configuration } from '#domain/configuration.ts';
import type { OperatorError } from '#domain/operator-error.ts';
import type { Redactor } from '#domain/redact.ts';
import type { Run } from '#domain/run.ts';
import type { Variables } from '#domain/setting.ts';
import type { Store } from '#state/state.ts';

import type { Guardian } from './guardian.ts';
import { workRun } from './work-run.ts';

export interface WorkerParts {
  readonly store: Store;
  readonly configuration: () => Configuration;
  readonly variables: Variables;
  readonly redactor: () => Redactor;
  readonly guardian: Guardian;
  /** The data folder: the markers of processes are made from it. */
  readonly data: string;
  /** Which queued runs are this worker's; absent: all. */
  readonly takes?: ((run: Run) => boolean) | undefined;
  readonly now: () => Date;
  /** Told each time that the disk refused to take a record; it is tried again. */
  readonly onTrouble: (error: OperatorError) => void;
  /** Told of bugs; the run itself ends as failed. */
  readonly onBug: (error: unknown, runId: string) => void;
}

export interface Worker {
  /** Resolves when all runs that were begun are written down as ended. After an abort nothing is begun. */
  settled(): Promise<void>;
}

/**
 * Takes queued runs, one at a time per environment, in the order of their queueing. An abort of `signal` ends
 * the running ones as `interrupted`; queued ones stay queued for the next start.
 */
export function startWorker(parts: WorkerParts, signal: AbortSignal): Worker {
  const busy = new Map<string, Promise<void>>();
  let asked: Promise<void> = Promise.resolve();

  const pump = async (): Promise<void> => {
    const active = await parts.store.runs.active();
    for (const run of active) {
      if (signal.aborted) return;
      if (run.state !== 'queued' || busy.has(run.environment) || parts.takes?.(run) === false) continue;
      const work = begin(run).finally(() => {
        busy.delete(run.environment);
        ask();
      });
      busy.set(run.environment, work);
    }
  };
  const ask = (): void => {
    asked = asked.then(pump).catch((error: unknown) => parts.onBug(error, 'queue'));
  };
  const begin = (run: Run): Promise<void> =>
    workRun(run, parts, signal).catch((error: unknown) => parts.onBug(error, run.id));

  const unsubscribe = parts.store.subscribe(ask);
  signal.addEventListener('abort', unsubscribe, { once: true });
  ask();
  return {
    settled: async () => {
      await asked;
      while (busy.size > 0) await Promise.all(busy.values());
    },
  };
}
