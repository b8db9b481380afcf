import type { Actor } from '#domain/actor.ts';
import type { Run } from '#domain/run.ts';
import type { Store } from '#state/state.ts';

/** Writes down that a run shall stop. A queued run is cancelled at once; the worker ends a running one. */
export async function stopRun(
  run: Run,
  by: Actor,
  around: { readonly store: Pick<Store, 'runs'>; readonly now: () => Date },
): Promise<Run> {
  const marked = await around.store.runs.change(run.id, { stopRequestedBy: by });
  if (marked.state !== 'queued') return marked;
  return around.store.runs.change(run.id, { state: 'cancelled', endedAt: around.now().toISOString() });
}
