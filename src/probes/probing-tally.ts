import { byWorst } from '#domain/probe-words.ts';
import type { ProbeResult } from '#domain/probe.ts';
import type { PairVerdict } from '#domain/pair.ts';
import type { Probing } from '#domain/probing.ts';

import type { ProbingWorkerParts } from './start-probing-worker.ts';

/** What was found so far; it is written down now and then, so that it can be told while it goes on. */
export interface Tally {
  add(result: ProbeResult): void;
  addPair(pair: PairVerdict): void;
  all(): readonly ProbeResult[];
  summary(): Pick<Probing, 'counts' | 'results' | 'pairs'>;
  /** Resolves when nothing is being written any more. */
  stop(): Promise<void>;
}

const keptResults = 50;
const everyMs = 1_000;

export function createTally(id: string, { store, now, onResult, onBug }: ProbingWorkerParts): Tally {
  const results: ProbeResult[] = [];
  const pairs: PairVerdict[] = [];
  let writing: Promise<unknown> | undefined;
  let writtenMs = now().getTime();
  let isStopped = false;

  function summary(): Pick<Probing, 'counts' | 'results' | 'pairs'> {
    const counts = { up: 0, down: 0, unknown: 0 };
    for (const { standing } of results) counts[standing] += 1;
    return { counts, results: results.toSorted(byWorst).slice(0, keptResults), pairs };
  }

  /** Never more than one write at a time, and none for what is over in a moment. */
  function tell(): void {
    if (isStopped || writing !== undefined || now().getTime() - writtenMs < everyMs) return;
    const { counts } = summary();
    writing = store.watch.probings
      .change(id, { counts, pairs: [...pairs] })
      .catch((error: unknown) => onBug(error, id))
      .finally(() => {
        writing = undefined;
        writtenMs = now().getTime();
      });
  }

  return {
    add(result) {
      results.push(result);
      onResult?.(result);
      tell();
    },
    addPair(pair) {
      pairs.push(pair);
      tell();
    },
    all: () => results,
    summary,
    async stop() {
      isStopped = true;
      await writing;
    },
  };
}
