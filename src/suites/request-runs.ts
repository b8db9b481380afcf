import { suiteVariables } from '#config/expand.ts';
import type { Configuration, Environment, Suite } from '#domain/configuration.ts';
import type { Run, Selection } from '#domain/run.ts';
import type { Variables } from '#domain/setting.ts';
import type { Request, Store } from '#state/state.ts';

import { checkSelection } from './adapters/index.ts';
import { refuseLocked } from './refuse-locked.ts';

export interface RunsRequest {
  readonly suites: readonly Suite[];
  readonly environment: Environment;
  readonly selection: Selection;
}

export interface Surroundings {
  readonly request: Request;
  readonly configuration: Configuration;
  readonly variables: Variables;
  readonly store: Store;
  readonly now: () => Date;
}

export interface RequestedRun {
  readonly run: Run;
  /** False: the same was asked for before and is still active; nothing new was queued. */
  readonly added: boolean;
  /** Active runs on the same environment that were queued before it. */
  readonly ahead: readonly Run[];
}

/**
 * Queues one run per suite, or points at the active run of the same suite, environment and selection.
 * All is checked before anything is queued: throws `ENVIRONMENT_LOCKED`, `MISSING_VARIABLE`, `BAD_SELECTION`.
 */
export async function requestRuns(wanted: RunsRequest, around: Surroundings): Promise<readonly RequestedRun[]> {
  const { suites, environment, selection } = wanted;
  await refuseLocked(environment.name, around.store);
  for (const suite of suites) {
    suiteVariables(suite, environment, around.variables);
    await checkSelection(suite, selection);
  }
  const requested: RequestedRun[] = [];
  for (const suite of suites) {
    const { run, added } = await around.store.runs.add({
      requestId: around.request.id,
      suite: suite.name,
      environment: environment.name,
      selection,
      requestedBy: around.request.actor,
      place: around.request.place,
      queuedAt: around.now().toISOString(),
    });
    requested.push({ run, added, ahead: await aheadOf(run, around.store) });
  }
  return requested;
}

/** The active runs that have to end before this one starts. */
async function aheadOf(run: Run, store: Store): Promise<readonly Run[]> {
  const active = await store.runs.active();
  const place = active.findIndex((each) => each.id === run.id);
  return active.slice(0, Math.max(0, place)).filter((each) => each.environment === run.environment);
}
