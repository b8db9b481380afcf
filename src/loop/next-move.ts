import type { Loop, LoopRound, LoopStep, LoopStepRecord } from '#domain/loop.ts';
import { loopSteps } from '#domain/loop.ts';

import { goesOn, isChanging } from './next-loop.ts';

/** What is to be done with a loop now, by its record alone: also after a restart. */
export type Move =
  | { readonly kind: 'start' }
  | { readonly kind: 'round' }
  | { readonly kind: 'step'; readonly step: LoopStep }
  | { readonly kind: 'decide' }
  /** A process that is gone began a change of the environment, and nobody saw its end. */
  | { readonly kind: 'interrupt' }
  /** The last round says what the loop came to. */
  | { readonly kind: 'end' };

export function nextMove(loop: Loop): Move {
  if (loop.state === 'queued') return { kind: 'start' };
  const round = loop.rounds.at(-1);
  if (round === undefined) return { kind: 'round' };
  if (round.decision !== undefined) return goesOn(round.decision) ? { kind: 'round' } : { kind: 'end' };
  if (round.change !== undefined && isChanging(round.change)) return { kind: 'interrupt' };
  const step = nextStep(round);
  return step === undefined ? { kind: 'decide' } : { kind: 'step', step };
}

/** The step that comes next; undefined: what was seen is enough to decide. */
function nextStep(round: LoopRound): LoopStep | undefined {
  const done = new Map(round.steps.filter(({ state }) => state !== 'running').map((each) => [each.step, each]));
  for (const step of loopSteps) {
    const record = done.get(step);
    if (record === undefined) return step;
    if (endsRound(record, round)) return undefined;
  }
  return undefined;
}

/** Nothing that comes after it would say anything of the build that was meant. */
function endsRound({ step, state }: LoopStepRecord, { keptBy }: LoopRound): boolean {
  if (state === 'interrupted') return true;
  if (state !== 'failed') return false;
  return step === 'preflight' || ((step === 'deploy' || step === 'version') && keptBy === undefined);
}
