import { OperatorError } from '#domain/operator-error.ts';

import { carryOutSweep, environmentOf, type Sweeping } from './carry-out-sweep.ts';
import { nextDeploys } from './deploy-window.ts';
import { isRestartExpected, type SweepParts, type SweepState } from './open-sweep.ts';
import { idleSlot, missedSlots } from './slots.ts';
import { closesOfSweep } from './sweep-ledger.ts';
import { recordSlots, recordSweep } from './sweep-records.ts';

export interface Due {
  readonly dueAt: Date;
  readonly state: SweepState;
  readonly parts: SweepParts;
}

const tooBusy = 'This process was too busy, or asleep, to start it within 30 s';
const stillAtWork = 'The sweep before was still at work';

/** Carries out a sweep that is due: measures, writes down, judges. */
export async function runSlot(due: Due, signal: AbortSignal): Promise<void> {
  const { dueAt, state, parts } = due;
  await accountFor(due);
  const sweeping = await carryOut(due, signal);
  // What was stopped half-way was not carried out: the next start finds it missing.
  if (sweeping === undefined || signal.aborted) return;
  state.deploys = nextDeploys(state.deploys, sweeping.versions, sweeping.slot.startedAt ?? dueAt.toISOString());
  const environment = environmentOf(state.sweep, parts.configuration());
  const closes = closesOfSweep(sweeping.results, {
    environment,
    variables: parts.variables,
    versions: sweeping.versions,
  });
  await recordSweep(sweeping, closes, parts);
  await parts.onSlot(sweeping.slot, state.sweep);
  if (sweeping.offline !== undefined) return;
  const isDeploying = isRestartExpected(state, parts);
  await state.watch.judge({ at: dueAt.toISOString(), results: sweeping.results, isDeploying }, signal);
}

/** A sweep was due while the one before was at work. */
export async function skipSlot(due: Due): Promise<void> {
  await accountFor(due);
  const slot = idleSlot(due.state.sweep, due.dueAt, { state: 'overlapped', reason: stillAtWork });
  await recordSlots([slot], due.parts);
  await due.parts.onSlot(slot, due.state.sweep);
}

/** The schedule named slots since the last one that nobody heard of. */
async function accountFor({ dueAt, state, parts }: Due): Promise<void> {
  const { last, sweep } = state;
  state.last = dueAt;
  await recordSlots(missedSlots(sweep, { last, until: dueAt, reason: tooBusy }), parts);
}

async function carryOut(due: Due, signal: AbortSignal): Promise<Sweeping | undefined> {
  const { dueAt, state, parts } = due;
  try {
    return await carryOutSweep(state.sweep, { dueAt, parts }, signal);
  } catch (error) {
    if (!(error instanceof OperatorError)) throw error;
    const reason = `${error.message}. ${error.hint}`.slice(0, 300);
    const slot = idleSlot(state.sweep, dueAt, { state: 'missed', reason });
    await recordSlots([slot], parts);
    await parts.onSlot(slot, state.sweep);
    return undefined;
  }
}
