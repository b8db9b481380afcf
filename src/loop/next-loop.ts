import type { Actor } from '#domain/actor.ts';
import { isLoopActive } from '#domain/loop.ts';
import type { ChangeRecord, Loop, LoopDecision, LoopRound, LoopStep, LoopStepRecord } from '#domain/loop.ts';
import type { Observation } from '#domain/observation.ts';

/** The fact that steps write down under what keeps a round from being green; its value is the id of a cause. */
export const findingFact = 'loop.finding';

export type NewObservation = Omit<Observation, 'id'>;

/** What becomes known of a round beside its steps. */
export type RoundFacts = Partial<
  Pick<
    LoopRound,
    'versionsBefore' | 'versionsAfter' | 'intended' | 'audit' | 'probing' | 'runs' | 'inquiries' | 'keptBy'
  >
>;

export interface StepEnd {
  readonly state: 'passed' | 'failed' | 'skipped' | 'interrupted';
  readonly says: string;
  /** They get their ids here. */
  readonly saw?: readonly NewObservation[] | undefined;
  readonly round?: RoundFacts | undefined;
}

export interface LoopEnd {
  readonly state: 'green' | 'red' | 'stopped' | 'interrupted';
  readonly reason: string;
}

/** What may happen to a loop. */
export type LoopChange =
  | { readonly kind: 'started'; readonly at: string }
  | { readonly kind: 'round-started'; readonly at: string }
  | { readonly kind: 'step-started'; readonly at: string; readonly step: LoopStep; readonly says: string }
  | ({ readonly kind: 'step-ended'; readonly at: string; readonly step: LoopStep } & StepEnd)
  | { readonly kind: 'noted'; readonly round: RoundFacts }
  | { readonly kind: 'change-written'; readonly change: ChangeRecord }
  | { readonly kind: 'waiting'; readonly approval: string }
  | { readonly kind: 'waited' }
  | {
      readonly kind: 'decided';
      readonly at: string;
      readonly decision: LoopDecision;
      readonly fingerprint?: string | undefined;
    }
  | { readonly kind: 'stop-requested'; readonly by: Actor }
  | ({ readonly kind: 'ended'; readonly at: string } & LoopEnd);

const mostObservations = 500;
/** Of one step, so that a loop of many rounds has room for all; what is decided by comes first. */
const mostOfStep = 60;

/** The loop after a change. What ended does not change any more, and a change of the environment is begun once in a round. */
export function nextLoop(loop: Loop, change: LoopChange): Loop {
  if (!isLoopActive(loop)) return loop;
  switch (change.kind) {
    case 'started':
      return loop.state === 'queued' ? { ...loop, state: 'running', startedAt: change.at } : loop;
    case 'round-started':
      return startRound(loop, change.at);
    case 'step-started':
      return inRound(loop, (round) => startStep(round, change));
    case 'step-ended':
      return endStep(loop, change);
    case 'noted':
      return inRound(loop, (round) => ({ ...round, ...change.round }));
    case 'change-written':
      return inRound(loop, (round) => writeChange(round, change.change));
    case 'waiting':
      return { ...loop, state: 'waiting', waitsFor: change.approval };
    case 'waited':
      return { ...loop, state: 'running', waitsFor: undefined };
    case 'decided':
      return inRound(loop, (round) => decideRound(round, change));
    case 'stop-requested':
      return loop.stopRequestedBy === undefined ? { ...loop, stopRequestedBy: change.by } : loop;
    case 'ended':
      return endLoop(loop, change);
  }
}

/** The round that is going on, or went last. */
export function currentRound({ rounds }: Pick<Loop, 'rounds'>): LoopRound | undefined {
  return rounds.at(-1);
}

function inRound(loop: Loop, change: (round: LoopRound) => LoopRound): Loop {
  const round = currentRound(loop);
  if (round === undefined || round.endedAt !== undefined) return loop;
  const changed = change(round);
  return changed === round ? loop : { ...loop, rounds: [...loop.rounds.slice(0, -1), changed] };
}

function startRound(loop: Loop, at: string): Loop {
  const last = currentRound(loop);
  const isNext = last === undefined || (last.decision !== undefined && goesOn(last.decision));
  if (!isNext || loop.rounds.length >= loop.mostRounds) return loop;
  const round: LoopRound = {
    number: loop.rounds.length + 1,
    startedAt: at,
    steps: [],
    versionsBefore: {},
    versionsAfter: {},
    runs: [],
    inquiries: [],
  };
  return { ...loop, rounds: [...loop.rounds, round] };
}

/** Whether another round follows. */
export function goesOn({ kind }: LoopDecision): boolean {
  return kind === 'again' || kind === 'repair' || kind === 'offer';
}

/** One that was begun already, by a process that is gone, keeps its beginning. */
function startStep(
  round: LoopRound,
  { step, at, says }: { readonly step: LoopStep; readonly at: string; readonly says: string },
): LoopRound {
  const before = round.steps.find((each) => each.step === step);
  if (before !== undefined && before.state !== 'running') return round;
  const record: LoopStepRecord = {
    step,
    state: 'running',
    startedAt: before?.startedAt ?? at,
    says,
    observations: [],
  };
  return { ...round, steps: [...round.steps.filter((each) => each.step !== step), record] };
}

function endStep(loop: Loop, change: Extract<LoopChange, { kind: 'step-ended' }>): Loop {
  const round = currentRound(loop);
  const before = round?.steps.find((each) => each.step === change.step);
  if (before !== undefined && before.state !== 'running') return loop;
  const room = Math.max(0, mostObservations - loop.observations.length);
  const inOrder = (change.saw ?? []).toSorted((one, other) => rankOf(one) - rankOf(other));
  const saw = inOrder.slice(0, Math.min(room, mostOfStep)).map((each, index): Observation => {
    return { id: `o${loop.observations.length + index + 1}`, ...each };
  });
  const { step, state, says, at } = change;
  const record: LoopStepRecord = {
    step,
    state,
    startedAt: before?.startedAt ?? at,
    endedAt: at,
    says,
    observations: saw.map(({ id }) => id),
  };
  const observed = { ...loop, observations: [...loop.observations, ...saw] };
  return inRound(observed, (each) => ({
    ...each,
    ...change.round,
    steps: [...each.steps.filter((other) => other.step !== step), record],
  }));
}

function rankOf({ fact }: NewObservation): number {
  return fact === findingFact ? 0 : 1;
}

/** Only what was begun goes on, and nothing is begun twice. */
function writeChange(round: LoopRound, change: ChangeRecord): LoopRound {
  const before = round.change;
  if (before === undefined) return change.state === 'starting' ? { ...round, change } : round;
  const isSame = before.startedAt === change.startedAt && before.name === change.name;
  return isSame && isChanging(before) && change.state !== 'starting' ? { ...round, change } : round;
}

/** Begun, and its end not seen. */
export function isChanging({ state }: Pick<ChangeRecord, 'state'>): boolean {
  return state === 'starting' || state === 'running';
}

function decideRound(
  round: LoopRound,
  { at, decision, fingerprint }: Extract<LoopChange, { kind: 'decided' }>,
): LoopRound {
  return { ...round, decision, fingerprint, endedAt: at };
}

function endLoop(loop: Loop, { at, state, reason }: Extract<LoopChange, { kind: 'ended' }>): Loop {
  const closed = inRound(loop, (round) => ({
    ...round,
    endedAt: at,
    change: round.change && isChanging(round.change) ? endChange(round.change, at, state) : round.change,
    steps: round.steps.map((step) =>
      step.state === 'running' ? { ...step, state: 'interrupted', endedAt: at } : step,
    ),
  }));
  return { ...closed, state, reason, endedAt: at, waitsFor: undefined };
}

function endChange(change: ChangeRecord, at: string, state: LoopEnd['state']): ChangeRecord {
  return { ...change, state: state === 'stopped' ? 'cancelled' : 'interrupted', endedAt: at };
}
