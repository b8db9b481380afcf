import type { Actor } from '#domain/actor.ts';
import type { Loop } from '#domain/loop.ts';
import type { Store } from '#state/state.ts';

import { nextLoop } from './next-loop.ts';

/** Writes down that a loop shall stop. One that was not begun ends at once; the worker ends what another is doing, a deploy too. */
export function stopLoop(
  loop: Loop,
  by: Actor,
  { store, now }: { readonly store: { readonly work: Pick<Store['work'], 'loops'> }; readonly now: () => Date },
): Promise<Loop> {
  return store.work.loops.change(loop.id, (each) => {
    const marked = nextLoop(each, { kind: 'stop-requested', by });
    if (marked.state !== 'queued') return marked;
    return nextLoop(marked, {
      kind: 'ended',
      at: now().toISOString(),
      state: 'stopped',
      reason: `Stopped by ${by.name}`,
    });
  });
}
