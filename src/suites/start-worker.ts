import type { Configuration, Environment } from '#domain/configuration.ts';
import type { OperatorError } from '#domain/operator-error.ts';
import type { Redactor } from '#domain/redact.ts';
import type { Run } from '#domain/run.ts';
import type { Variables } from '#domain/setting.ts';
import type { Store } from '#state/state.ts';
import { takeRecords, type Settling } from '#state/take-records.ts';

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
  /** Fingerprints of the settings of an environment, kept with each run; absent: none are. Never rejects. */
  readonly settingsOf?: ((environment: Environment) => Promise<Readonly<Record<string, string>>>) | undefined;
  readonly now: () => Date;
  /** Told each time that the disk refused to take a record; it is tried again. */
  readonly onTrouble: (error: OperatorError) => void;
  /** Told of bugs; the run itself ends as failed. */
  readonly onBug: (error: unknown, runId: string) => void;
}

/**
 * Takes queued runs, one at a time per environment, in the order of their queueing. An abort of `signal` ends
 * the running ones as `interrupted`; queued ones stay queued for the next start.
 */
export function startWorker(parts: WorkerParts, signal: AbortSignal): Settling {
  const { store, takes, onBug } = parts;
  return takeRecords(
    {
      name: 'queue',
      from: {
        active: async () => (await store.runs.active()).filter(({ state }) => state === 'queued'),
        subscribe: (listener) => store.subscribe(listener),
      },
      laneOf: ({ environment }) => environment,
      takes,
      work: (run) => workRun(run, parts, signal),
      onBug,
    },
    signal,
  );
}
