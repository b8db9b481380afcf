import type { Run } from '#domain/run.ts';
import type { Store } from '#state/state.ts';

/**
 * What a dead process left running is `interrupted`: nobody saw its end. Called once at start, after its
 * processes were ended and before anything new begins. Queued runs stay queued.
 */
export async function recoverRuns(store: Store, now: () => Date): Promise<readonly Run[]> {
  const active = await store.runs.active();
  const left = active.filter((run) => run.state === 'running');
  return Promise.all(
    left.map((run) =>
      store.runs.change(run.id, {
        state: 'interrupted',
        endedAt: now().toISOString(),
        findings: [
          ...run.findings,
          { code: 'interrupted', message: 'Teneleven ended while this ran; the results are those seen until then' },
        ],
      }),
    ),
  );
}
