import type { Run } from '#domain/run.ts';
import type { Store } from '#state/state.ts';

const lookedBack = 50;

/** The newest green run whose tests can be tried against targets that do not work. */
export async function findProvable(
  suite: string,
  environment: string,
  { runs }: Pick<Store, 'runs'>,
): Promise<Run | undefined> {
  const passed = await runs.list({ suite, environment, states: ['passed'], limit: lookedBack });
  return passed.find(({ selection, counts }) => selection.proves === undefined && counts.passed > 0);
}
