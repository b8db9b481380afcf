import type { Actor, Place } from '#domain/actor.ts';
import { defaultLoopRules, type Environment, type Suite } from '#domain/configuration.ts';
import { isLoopActive, type Loop } from '#domain/loop.ts';
import { OperatorError } from '#domain/operator-error.ts';
import type { Store } from '#state/state.ts';

export interface LoopOrder {
  readonly environment: Environment;
  /** Those that may run there, in the order in which they are to run. */
  readonly suites: readonly Pick<Suite, 'name'>[];
  /** Absent: as configured. */
  readonly mostRounds?: number | undefined;
  readonly mostMs?: number | undefined;
  /** False: the first round tests what runs already. Default: deploys, where a deploy is configured. */
  readonly deploys?: boolean | undefined;
  /** A deploy that fails does not end it: the old build is tested. */
  readonly keepsBuild?: boolean | undefined;
}

export interface Around {
  readonly request: { readonly id: string; readonly actor: Actor; readonly place?: Place | undefined };
  readonly store: Pick<Store, 'locks'> & { readonly work: Pick<Store['work'], 'loops'> };
  readonly now: () => Date;
}

export interface RequestedLoop {
  readonly loop: Loop;
  /** False: the same request asked before, or the same is under way already. */
  readonly added: boolean;
}

const mostRoundsEver = 20;
const mostMsEver = 24 * 3_600_000;

/**
 * Records that somebody wants a loop. Where one is active on the environment, that one is returned and nothing recorded.
 * Throws `NO_SUITES`, `BAD_BOUND`, `ENVIRONMENT_LOCKED`.
 */
export async function requestLoop(order: LoopOrder, { request, store, now }: Around): Promise<RequestedLoop> {
  const { environment } = order;
  const rules = environment.loop ?? defaultLoopRules;
  const suites = [...new Set(order.suites.map(({ name }) => name))];
  if (suites.length === 0) throw noSuites(environment);
  const mostRounds = bound(order.mostRounds ?? rules.rounds, { least: 1, most: mostRoundsEver, what: 'rounds' });
  const mostMs = bound(order.mostMs ?? rules.timeMs, { least: 1_000, most: mostMsEver, what: 'milliseconds' });
  const active = (await store.work.loops.active()).find(
    (each) => each.environment === environment.name && isLoopActive(each),
  );
  if (active !== undefined) return { loop: active, added: false };
  await refuseLocked(environment.name, request.actor, store);
  const { record, added } = await store.work.loops.add({
    requestId: request.id,
    environment: environment.name,
    suites,
    mostRounds,
    mostMs,
    deploys: environment.deploy !== undefined && order.deploys !== false,
    keepsBuild: order.keepsBuild,
    requestedBy: request.actor,
    place: request.place,
    queuedAt: now().toISOString(),
  });
  const first = added
    ? (await store.work.loops.active()).find((each) => each.environment === environment.name)
    : record;
  if (first === undefined || first.id === record.id) return { loop: record, added };
  // Two asked in the same moment: the later one never begins.
  const reason = `${first.id} was asked for in the same moment`;
  const endedAt = now().toISOString();
  await store.work.loops.change(record.id, (loop) => ({ ...loop, state: 'stopped', endedAt, reason }));
  return { loop: first, added: false };
}

function noSuites({ name }: Environment): OperatorError {
  return new OperatorError({
    code: 'NO_SUITES',
    message: `A loop on "${name}" needs a suite`,
    hint: 'Name a suite, a tier such as p1, or all',
  });
}

interface Bound {
  readonly least: number;
  readonly most: number;
  readonly what: string;
}

function bound(value: number, { least, most, what }: Bound): number {
  if (Number.isSafeInteger(value) && value >= least && value <= most) return value;
  throw new OperatorError({
    code: 'BAD_BOUND',
    message: `"${value}" is no number of ${what} from ${least} to ${most}`,
    hint: `Name a whole number from ${least} to ${most}`,
  });
}

/** A lock of who asks is no hindrance, nor one that a loop left behind. */
async function refuseLocked(
  environment: string,
  actor: Actor,
  { locks }: Pick<Around['store'], 'locks'>,
): Promise<void> {
  const lock = await locks.get(environment);
  if (lock === undefined || lock.by.id === actor.id || lock.loop !== undefined) return;
  const reason = lock.reason === undefined ? 'no reason given' : `"${lock.reason}"`;
  throw new OperatorError({
    code: 'ENVIRONMENT_LOCKED',
    message: `"${environment}" is locked by ${lock.by.name} since ${lock.at.slice(0, 16).replace('T', ' ')} UTC: ${reason}`,
    hint: `Ask ${lock.by.name}, or use "unlock ${environment}" when it is free again`,
  });
}
