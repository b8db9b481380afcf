import { suiteVariables } from '#config/expand.ts';
import { defaultLoopRules, type Environment, type Suite } from '#domain/configuration.ts';
import { formatDuration } from '#domain/duration.ts';
import type { Loop } from '#domain/loop.ts';
import { OperatorError } from '#domain/operator-error.ts';
import type { Variables } from '#domain/setting.ts';
import type { Request, Store } from '#state/state.ts';
import { refuseLocked } from '#suites/refuse-locked.ts';

export interface LoopOrder {
  readonly environment: Environment;
  /** In the order in which they are to run; not empty. */
  readonly suites: readonly Suite[];
  /** Absent: as configured. */
  readonly mostRounds?: number | undefined;
  readonly mostMs?: number | undefined;
  /** False: the first round tests what runs already. */
  readonly deploys: boolean;
  /** A deploy that fails does not end it: the old build is tested. */
  readonly keepsBuild?: boolean | undefined;
}

export interface LoopSurroundings {
  readonly request: Pick<Request, 'id' | 'actor' | 'place'>;
  readonly variables: Variables;
  readonly store: Pick<Store, 'locks' | 'work'>;
  readonly now: () => Date;
}

export interface RequestedLoop {
  readonly loop: Loop;
  /** False: one is active on this environment, or the same request asked before; nothing new was recorded. */
  readonly added: boolean;
}

const roundsBound = 20;
const msBounds = { least: 60_000, most: 24 * 3_600_000 };

/**
 * Records that a loop is wanted, or points at the one that is active on the environment. Throws `NO_DEPLOY`,
 * `ENVIRONMENT_LOCKED`, `MISSING_VARIABLE`, `BAD_BOUND`.
 */
export async function requestLoop(order: LoopOrder, around: LoopSurroundings): Promise<RequestedLoop> {
  const { environment, suites } = order;
  const { request, store, now } = around;
  const { loops } = store.work;
  const active = await activeOn(environment, store);
  if (active !== undefined) return { loop: active, added: false };
  refuse(order);
  await refuseLocked(environment.name, store);
  for (const suite of suites) suiteVariables(suite, environment, around.variables);
  const rules = environment.loop ?? defaultLoopRules;
  const { record, added } = await loops.add({
    requestId: request.id,
    environment: environment.name,
    suites: suites.map(({ name }) => name),
    mostRounds: order.mostRounds ?? rules.rounds,
    mostMs: order.mostMs ?? rules.timeMs,
    deploys: order.deploys,
    keepsBuild: order.keepsBuild,
    requestedBy: request.actor,
    place: request.place,
    queuedAt: now().toISOString(),
  });
  const first = added ? await activeOn(environment, store) : undefined;
  if (first === undefined || first.id === record.id) return { loop: record, added };
  // Two asked in the same moment: the later one never begins.
  const at = now().toISOString();
  const reason = `${first.id} was asked for in the same moment`;
  await loops.change(record.id, (loop) => ({ ...loop, state: 'stopped', endedAt: at, reason }));
  return { loop: first, added: false };
}

/** The oldest: ids count up. */
async function activeOn({ name }: Environment, { work }: Pick<Store, 'work'>): Promise<Loop | undefined> {
  return (await work.loops.active()).find(({ environment }) => environment === name);
}

function refuse({ environment, suites, deploys, mostRounds, mostMs }: LoopOrder): void {
  if (deploys && environment.deploy === undefined) {
    const names = suites.map(({ name }) => name).slice(0, 3);
    throw new OperatorError({
      code: 'NO_DEPLOY',
      message: `"${environment.name}" has no deploy command in e2e.yaml`,
      hint: `Add "deploy" to it, or test what runs now: "loop ${names.join(' ')} on ${environment.name} without deploy"`,
    });
  }
  if (mostRounds !== undefined && !(Number.isInteger(mostRounds) && mostRounds >= 1 && mostRounds <= roundsBound)) {
    throw badBound(`"${mostRounds}" is no number of rounds`, `From 1 to ${roundsBound}`);
  }
  if (mostMs !== undefined && (mostMs < msBounds.least || mostMs > msBounds.most)) {
    const from = `${formatDuration(msBounds.least)} to ${formatDuration(msBounds.most)}`;
    throw badBound(`A loop cannot be given ${formatDuration(mostMs)}`, `From ${from}`);
  }
}

function badBound(message: string, hint: string): OperatorError {
  return new OperatorError({ code: 'BAD_BOUND', message, hint });
}
