import type { RunnerName, Suite } from '#domain/configuration.ts';
import type { Selection } from '#domain/run.ts';

import type { RunnerAdapter } from '../runner.ts';

/** One line per runner. Only the one that is needed is loaded: a start is waited for. */
const loaders: Readonly<Record<RunnerName, () => Promise<RunnerAdapter>>> = {
  pytest: async () => (await import('./pytest.ts')).pytest,
  'node-test': async () => (await import('./node-test.ts')).nodeTest,
  junit: async () => (await import('./junit.ts')).junit,
};

export async function adapterFor(name: RunnerName): Promise<RunnerAdapter> {
  return loaders[name]();
}

/** Rejects with `BAD_SELECTION` when the suite's runner cannot run this part of it. */
export async function checkSelection(suite: Suite, selection: Selection): Promise<void> {
  (await adapterFor(suite.runner)).checkSelection(suite, selection);
}
