import type { Configuration, Environment } from '#domain/configuration.ts';
import type { Run } from '#domain/run.ts';
import type { Variables } from '#domain/setting.ts';
import type { Store } from '#state/state.ts';

import { findSymptoms } from './find-symptoms.ts';
import type { Reading } from './inquire.ts';
import { findEarlierRuns, observeHistory } from './observe-history.ts';
import { observeReport } from './observe-report.ts';

export interface ReadingParts {
  readonly store: Pick<Store, 'runs' | 'watch'>;
  readonly configuration: () => Configuration;
  readonly environment: Environment;
  readonly variables: Variables;
  readonly now: () => Date;
}

/** What is known before the system is asked: from the report of the run, and from those before it. */
export async function gatherReading(run: Run, parts: ReadingParts): Promise<Reading> {
  const { store, environment, variables, configuration, now } = parts;
  const tests = await store.runs.tests(run.id);
  const suite = configuration().suites.get(run.suite)?.variables;
  const symptoms = findSymptoms(tests, { environment, variables, suite });
  const earlier = await findEarlierRuns(run, store.runs);
  const reported = observeReport(run, tests, { symptoms, earlier, environment, variables, now: now() });
  const told = [...reported, ...(await observeHistory(run, { store: store.runs, symptoms, earlier, now: now() }))];
  return {
    symptoms,
    observe: ({ id }) => told.filter(({ subject }) => subject === id || subject === undefined),
  };
}
