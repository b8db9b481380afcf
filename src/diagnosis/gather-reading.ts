import type { Configuration, Environment } from '#domain/configuration.ts';
import type { Run } from '#domain/run.ts';
import type { Variables } from '#domain/setting.ts';
import type { Store } from '#state/state.ts';

import { findSymptoms } from './find-symptoms.ts';
import type { Reading } from './inquire.ts';
import { observeReport } from './observe-report.ts';

export interface ReadingParts {
  readonly store: Pick<Store, 'runs' | 'watch'>;
  readonly configuration: () => Configuration;
  readonly environment: Environment;
  readonly variables: Variables;
  readonly now: () => Date;
}

const mostEarlier = 20;

/** What is known before the system is asked: from the report of the run, and from those before it. */
export async function gatherReading(run: Run, parts: ReadingParts): Promise<Reading> {
  const { store, environment, variables, configuration, now } = parts;
  const tests = await store.runs.tests(run.id);
  const suite = configuration().suites.get(run.suite)?.variables;
  const symptoms = findSymptoms(tests, { environment, variables, suite });
  const earlier = await earlierOf(run, store);
  const told = observeReport(run, tests, { symptoms, earlier, environment, variables, now: now() });
  return {
    symptoms,
    observe: ({ id }) => told.filter(({ subject }) => subject === id || subject === undefined),
  };
}

/** Whole runs of the same suite before this one, newest first. */
async function earlierOf(run: Run, { runs }: Pick<Store, 'runs'>): Promise<readonly Run[]> {
  const { suite, environment } = run;
  const found = await runs.list({ suite, environment, limit: mostEarlier });
  return found.filter(
    ({ id, queuedAt, endedAt, selection }) =>
      id !== run.id && queuedAt < run.queuedAt && endedAt !== undefined && Object.keys(selection).length === 0,
  );
}
