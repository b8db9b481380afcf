import type { Run } from '#domain/run.ts';
import { selectionInWords } from '#domain/run-words.ts';
import type { Store } from '#state/state.ts';

const lookedAt = 100;

/**
 * The newest run of the whole suite on the same environment before this one that passed. A proven one is preferred; one that
 * is invalid shows nothing and is no green.
 */
export async function lastGreenBefore(run: Run, { runs }: Pick<Store, 'runs'>): Promise<Run | undefined> {
  const { suite, environment } = run;
  const passed = await runs.list({ suite, environment, states: ['passed'], limit: lookedAt });
  const green = passed.filter(
    (each) =>
      numberOf(each) < numberOf(run) && each.verdict !== 'invalid' && selectionInWords(each.selection) === undefined,
  );
  return green.find(({ verdict }) => verdict === 'proven') ?? green[0];
}

/** Runs are numbered in the order of their queueing. */
function numberOf({ id }: Run): number {
  return Number(id.slice(1));
}
