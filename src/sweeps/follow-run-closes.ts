import type { Configuration } from '#domain/configuration.ts';
import { isActive } from '#domain/run.ts';
import type { Variables } from '#domain/setting.ts';
import type { Store } from '#state/state.ts';

import { closesOfRun } from './closes-of-run.ts';

export interface RunCloseParts {
  readonly store: Pick<Store, 'runs' | 'subscribe' | 'watch'>;
  readonly configuration: () => Configuration;
  readonly variables: Variables;
  readonly now: () => Date;
  readonly onTrouble: (error: unknown, what: string) => void;
}

export interface RunCloses {
  /** Resolves when what has ended is in the ledger. */
  settled(): Promise<void>;
}

const remembered = 1_000;

/**
 * Adds the closes that failed tests tell of to the ledger, once for each run, when it ends. What ended before this process
 * began is in the ledger already: it is not added again.
 */
export function followRunCloses(parts: RunCloseParts, signal: AbortSignal): RunCloses {
  const beganAt = parts.now().toISOString();
  const done = new Set<string>();
  let last: Promise<void> = Promise.resolve();
  const unsubscribe = parts.store.subscribe((id) => {
    last = last.then(() => record(id, { parts, beganAt, done })).catch((error: unknown) => parts.onTrouble(error, id));
  });
  signal.addEventListener('abort', unsubscribe, { once: true });
  return { settled: () => last };
}

interface Recording {
  readonly parts: RunCloseParts;
  readonly beganAt: string;
  readonly done: Set<string>;
}

async function record(id: string, { parts, beganAt, done }: Recording): Promise<void> {
  if (done.has(id)) return;
  const { store, configuration, variables } = parts;
  const run = await store.runs.get(id);
  if (run?.endedAt === undefined || isActive(run) || run.endedAt < beganAt) return;
  done.add(id);
  for (const old of done.keys().take(Math.max(0, done.size - remembered))) done.delete(old);
  const environment = configuration().environments.get(run.environment);
  if (environment === undefined) return;
  const closes = closesOfRun(run, await store.runs.tests(id), { environment, variables });
  if (closes.length > 0) await store.watch.ledger.add(closes);
}
