import { badWords } from '#chat/read-words.ts';
import { OperatorError } from '#domain/operator-error.ts';
import type { Run } from '#domain/run.ts';
import type { Store } from '#state/state.ts';

/** The one word that names a run. Throws `BAD_WORDS` without it. */
export function runWord(plain: readonly string[], usage: string): string {
  const [word] = plain;
  if (word === undefined) throw badWords('The run is missing', usage);
  return word.toLowerCase();
}

/** Throws `UNKNOWN_RUN` with the newest runs as the way out. */
export async function findRun(id: string, store: Store): Promise<Run> {
  const run = /^r\d{1,12}$/u.test(id) ? await store.runs.get(id) : undefined;
  if (run !== undefined) return run;
  const newest = await store.runs.list({ limit: 3 });
  throw new OperatorError({
    code: 'UNKNOWN_RUN',
    message: `No run named "${id.slice(0, 60)}"`,
    hint:
      newest.length === 0
        ? 'There are no runs yet'
        : `The newest runs are ${newest.map((each) => each.id).join(', ')}; "history" lists more`,
  });
}
