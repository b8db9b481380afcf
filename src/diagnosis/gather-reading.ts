import type { Configuration, Environment } from '#domain/configuration.ts';
import type { Symptom } from '#domain/diagnosis.ts';
import type { Run } from '#domain/run.ts';
import type { Variables } from '#domain/setting.ts';
import type { Store } from '#state/state.ts';

import { findDoubt, findNothing, findSymptoms } from './find-symptoms.ts';
import type { Reading } from './inquire.ts';
import type { NewObservation } from './observation-book.ts';
import { observeHistory } from './observe-history.ts';
import { observeDeploys } from './observe-deploys.ts';
import { observePlaces } from './observe-places.ts';
import { observeReport } from './observe-report.ts';
import { observeTrust } from './observe-trust.ts';
import { observeWaits } from './observe-waits.ts';

export interface ReadingParts {
  readonly store: Pick<Store, 'runs' | 'watch' | 'proofs' | 'work'>;
  readonly configuration: () => Configuration;
  readonly environment: Environment;
  readonly variables: Variables;
  /** What `findEarlierRuns` found. */
  readonly earlier: readonly Run[];
  readonly now: () => Date;
}

/** What is known before the system is asked: from the report of the run, and from those before it. */
export async function gatherReading(run: Run, parts: ReadingParts): Promise<Reading> {
  const { store, environment, variables, configuration, earlier, now } = parts;
  const tests = await store.runs.tests(run.id);
  const suite = configuration().suites.get(run.suite)?.variables;
  const red = findSymptoms(tests, { environment, variables, suite });
  const doubt = run.state === 'passed' ? findDoubt(tests) : run.state === 'failed' ? findNothing() : [];
  const symptoms = red.length === 0 ? doubt : red;
  const reported = observeReport(run, tests, { symptoms, earlier, environment, variables, now: now() });
  const told = [
    ...reported,
    ...(red.length === 0 ? symptoms.map((symptom) => noError(symptom, run)) : []),
    ...reported.flatMap(otherVersion),
    ...observeTrust(run, { tests, proofs: await store.proofs.list(run.suite, run.environment), now: now() }),
    ...(await observeDeploys(run, { store: store.work, now: now() })),
    ...(await observeWaits(run, { tests, symptoms, reported, earlier, store: store.runs })),
    ...(await observePlaces(run, { reported, symptoms, earlier, store: store.runs, environment, variables })),
    ...(await observeHistory(run, { store: store.runs, symptoms, earlier, now: now() })),
  ];
  return {
    symptoms,
    observe: ({ id }) => told.filter(({ subject }) => subject === id || subject === undefined),
  };
}

/** What passed names no error: that is all that its report says. */
function noError({ id, title }: Symptom, run: Run): NewObservation {
  const at = run.endedAt ?? run.queuedAt;
  const says = `${title}: no failure is named`;
  return {
    source: 'report',
    fact: 'report.error',
    value: 'none',
    says,
    at,
    subject: id,
    group: `report:${id}`,
    isControlled: false,
  };
}

/** A test that compares versions has looked for us. */
function otherVersion(seen: NewObservation): readonly NewObservation[] {
  if (seen.fact !== 'report.code' || seen.value !== 'OTHER_VERSION') return [];
  const says = 'A test that compares the version with the intended one found another';
  return [{ ...seen, fact: 'version.intended', value: false, says, group: `${seen.group}:version` }];
}
