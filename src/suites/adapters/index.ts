import type { RunnerName, Suite } from '#domain/configuration.ts';
import type { Selection } from '#domain/run.ts';

import type { RunnerAdapter } from '../runner.ts';
import { junit } from './junit.ts';
import { nodeTest } from './node-test.ts';
import { pytest } from './pytest.ts';

/** One line per runner. */
export const adapters: Readonly<Record<RunnerName, RunnerAdapter>> = { pytest, 'node-test': nodeTest, junit };

export function adapterFor(name: RunnerName): RunnerAdapter {
  return adapters[name];
}

/** Throws `BAD_SELECTION` when the suite's runner cannot run this part of it. */
export function checkSelection(suite: Suite, selection: Selection): void {
  adapterFor(suite.runner).checkSelection(suite, selection);
}
