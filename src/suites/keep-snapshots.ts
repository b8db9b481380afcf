import { countOutcomes, totalOf } from '#domain/test-result.ts';
import type { Store } from '#state/state.ts';

import { firstFailures } from './judge-run.ts';
import type { Progress } from './runner.ts';

const everyMs = 1_000;
/** Results are saved again only after this many times the span that saving took, so that huge suites do not drown in it. */
const restFactor = 20;

export interface Snapshots {
  readonly follow: (progress: () => Progress) => void;
  /** Resolves when nothing is being written any more. */
  stop(): Promise<void>;
}

/** Writes down once a second what was seen of a run so far, when it has changed: a dead process loses at most that. */
export function keepSnapshots(runId: string, store: Store): Snapshots {
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();
  let isWriting = false;
  let restUntil = 0;
  let last = { done: -1, latestTest: '', saved: 0 };

  const write = async ({ tests, expected, latestTest }: Progress): Promise<void> => {
    const counts = countOutcomes(tests);
    const done = totalOf(counts);
    if (done === last.done && latestTest === last.latestTest) return;
    last = { ...last, done, latestTest: latestTest ?? '' };
    await store.runs.change(runId, { counts, expected, latestTest, failures: firstFailures(tests) });
    if (tests.length === last.saved || performance.now() < restUntil) return;
    const begin = performance.now();
    await store.runs.saveTests(runId, tests);
    last = { ...last, saved: tests.length };
    restUntil = performance.now() + (performance.now() - begin) * restFactor;
  };

  return {
    follow: (progress) => {
      timer = setInterval(() => {
        if (isWriting) return;
        isWriting = true;
        // A disk that is full for a moment costs a snapshot, not the run.
        writing = write(progress())
          .catch(() => undefined)
          .finally(() => (isWriting = false));
      }, everyMs);
    },
    stop: async () => {
      clearInterval(timer);
      await writing;
    },
  };
}
