import type { Loop } from '#domain/loop.ts';
import { OperatorError } from '#domain/operator-error.ts';
import type { Store } from '#state/state.ts';

export function isLoopId(word: string): boolean {
  return /^l\d{1,12}$/u.test(word);
}

/** Throws `UNKNOWN_LOOP` with the newest ones as the way out. */
export async function findLoop(id: string, { work }: Pick<Store, 'work'>): Promise<Loop> {
  const loop = isLoopId(id) ? await work.loops.get(id) : undefined;
  if (loop !== undefined) return loop;
  const newest = await work.loops.list({ limit: 3 });
  throw new OperatorError({
    code: 'UNKNOWN_LOOP',
    message: `No loop named "${id.slice(0, 60)}"`,
    hint:
      newest.length === 0
        ? 'There are none yet; "loop <suite>" begins one'
        : `The newest are ${newest.map((each) => each.id).join(', ')}`,
  });
}
