import type { Configuration, Environment } from '#domain/configuration.ts';
import type { Run } from '#domain/run.ts';
import type { Variables } from '#domain/setting.ts';
import type { Store } from '#state/state.ts';

import { findSymptoms } from './find-symptoms.ts';
import type { Reading } from './inquire.ts';
import type { NewObservation } from './observation-book.ts';
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
  const told = [
    ...reported,
    ...reported.flatMap(otherVersion),
    ...(await observeHistory(run, { store: store.runs, symptoms, earlier, now: now() })),
  ];
  return {
    symptoms,
    observe: ({ id }) => told.filter(({ subject }) => subject === id || subject === undefined),
  };
}

/** A test that compares versions has looked for us. */
function otherVersion(seen: NewObservation): readonly NewObservation[] {
  if (seen.fact !== 'report.code' || seen.value !== 'OTHER_VERSION') return [];
  const says = 'A test that compares the version with the intended one found another';
  return [{ ...seen, fact: 'version.intended', value: false, says, group: `${seen.group}:version` }];
}
