import { isActive, type Run } from '#domain/run.ts';
import type { Loop } from '#domain/loop.ts';
import { stopRun } from '#suites/stop-run.ts';

import type { LoopWorkerParts } from './loop-parts.ts';
import { followRecord } from './follow-record.ts';

/** A suite that does not end at TERM is killed well within this. */
const patienceMs = 30_000;

/** Nothing that a loop began goes on when it ends: its runs are stopped, by who stopped it or asked for it. */
export async function stopRunsOf(loop: Loop, parts: Pick<LoopWorkerParts, 'store' | 'now'>): Promise<void> {
  const { store, now } = parts;
  const own = async (): Promise<readonly Run[]> =>
    (await store.runs.active()).filter(({ partOf }) => partOf === loop.id);
  const active = await own();
  if (active.length === 0) return;
  for (const run of active) await stopRun(run, loop.stopRequestedBy ?? loop.requestedBy, { store, now });
  await followRecord(
    {
      get: own,
      subscribe: (listener) => store.subscribe(listener),
      hasEnded: (runs) => !runs.some(isActive),
    },
    AbortSignal.timeout(patienceMs),
  );
}
