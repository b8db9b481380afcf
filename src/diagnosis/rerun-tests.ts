import path from 'node:path';

import type { Configuration, Environment } from '#domain/configuration.ts';
import type { Redactor } from '#domain/redact.ts';
import { elapsedMs, type Run } from '#domain/run.ts';
import type { Variables } from '#domain/setting.ts';
import { isRed, type TestResult } from '#domain/test-result.ts';
import type { Store } from '#state/state.ts';
import { createGuardian } from '#suites/guardian.ts';
import { runMarker } from '#suites/run-marker.ts';
import { runSuite } from '#suites/run-suite.ts';

import type { Rerunner } from './experiments/experiment.ts';

export interface RerunParts {
  readonly store: Pick<Store, 'runs' | 'locks'>;
  readonly configuration: () => Configuration;
  readonly environment: Environment;
  readonly variables: Variables;
  /** Absent: nothing is run again. */
  readonly redactor?: (() => Redactor) | undefined;
  readonly now: () => Date;
}

/** What a runner takes to begin. */
const startSeconds = 1.5;
const slack = 2;

/**
 * Runs tests of a run again, for a diagnosis alone: no run is recorded. Undefined where that may not be: the suite says
 * `rerun: false`, its runner cannot select tests, the run belongs to a loop, or somebody has locked the environment.
 */
export async function createRerunner(run: Run, parts: RerunParts): Promise<Rerunner | undefined> {
  const { store, configuration, environment, redactor, variables, now } = parts;
  const { suites, history } = configuration();
  const suite = suites.get(run.suite);
  if (suite === undefined || redactor === undefined || suite.runner === 'junit' || suite.rerun === false)
    return undefined;
  if (run.partOf !== undefined || (await store.locks.get(environment.name)) !== undefined) return undefined;
  const tests = await store.runs.tests(run.id);
  const durations = new Map(tests.map(({ id, durationMs }) => [id, durationMs]));
  const tookMs = tests.reduce((sum, { durationMs }) => sum + durationMs, 0);
  // What shows that it is proven is in the time of the run as well.
  const whole = Math.min(elapsedMs(run, now()) ?? tookMs, tookMs) / 1_000;
  const seconds = (ids?: readonly string[]): number =>
    ids === undefined
      ? whole + startSeconds
      : startSeconds + ids.reduce((sum, id) => sum + (durations.get(id) ?? 0), 0) / 1_000;
  return {
    seconds,
    red: new Set(tests.filter(({ outcome }) => isRed(outcome)).map(({ id }) => id)),
    async run(ids, signal): Promise<readonly TestResult[] | undefined> {
      const guardian = createGuardian();
      try {
        const outcome = await runSuite(
          {
            suite: { ...suite, timeoutMs: Math.min(suite.timeoutMs, 1_000 * slack * (seconds(ids) + 2)) },
            environment,
            selection: ids === undefined ? { keyword: run.selection.keyword } : { tests: ids },
            folder: path.join(store.runs.folder(run.id), 'rerun'),
            marker: runMarker(history.data, run.id),
            variables,
            redactor: redactor(),
            guardian,
            onVersions: () => undefined,
            onStart: () => undefined,
          },
          signal,
        );
        return outcome.state === 'passed' || outcome.state === 'failed' ? outcome.tests : undefined;
      } finally {
        guardian.close();
      }
    },
  };
}
