import { isActive, type Run } from '#domain/run.ts';
import { totalOf } from '#domain/test-result.ts';
import type { Store } from '#state/state.ts';

export interface AskingParts {
  readonly store: Pick<Store, 'runs' | 'subscribe' | 'watch'>;
  readonly now: () => Date;
  readonly onBug: (error: unknown, where: string) => void;
}

/** A run that ended while nobody was there is asked about for so long after. */
const freshMs = 10 * 60_000;
const looked = 50;

/**
 * Every run that ended red is asked about at once, in one quick inquiry: whatever is delivered twice or found again after a
 * restart asks once. Resolves what is returned when all that ended is written down.
 */
export function askByItself(parts: AskingParts, signal: AbortSignal): { settled(): Promise<void> } {
  const { store, now, onBug } = parts;
  let last: Promise<void> = Promise.resolve();
  const after = (work: () => Promise<void>): void => {
    last = last.then(work).catch((error: unknown) => onBug(error, 'asking by itself'));
  };
  const ask = async (run: Run | undefined): Promise<void> => {
    if (run === undefined || !isWorthAsking(run, now())) return;
    await store.watch.inquiries.add({
      requestId: `auto-${run.id}`,
      run: run.id,
      environment: run.environment,
      partOf: run.partOf,
      depth: 'quick',
      requestedBy: run.requestedBy,
      place: run.place,
      queuedAt: now().toISOString(),
    });
  };
  const unsubscribe = store.subscribe((id) => after(async () => ask(await store.runs.get(id))));
  signal.addEventListener('abort', unsubscribe, { once: true });
  after(async () => {
    for (const run of (await store.runs.list({ limit: looked })).toReversed()) await ask(run);
  });
  return { settled: () => last };
}

/** It failed, not long ago, and its selection met a test at all. */
function isWorthAsking(run: Run, at: Date): boolean {
  const { state, endedAt, selection, counts } = run;
  if (isActive(run) || endedAt === undefined || (state !== 'failed' && state !== 'timed-out')) return false;
  // Red there are tests that passed against targets of our own.
  if (selection.proves !== undefined) return false;
  const metNothing = selection.keyword !== undefined && totalOf(counts) === 0;
  return !metNothing && at.getTime() - Date.parse(endedAt) < freshMs;
}
