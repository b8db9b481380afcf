import type { Environment, LoopRules } from '#domain/configuration.ts';
import type { Loop, LoopRound } from '#domain/loop.ts';
import type { Fact, Observation } from '#domain/observation.ts';

import type { LoopWorkerParts } from './loop-parts.ts';
import { findingFact, type LoopChange, type LoopEnd, type NewObservation, type StepEnd } from './next-loop.ts';

/** What a step works with. */
export interface StepContext {
  readonly parts: LoopWorkerParts;
  /** As it was when the step began. */
  readonly loop: Loop;
  readonly round: LoopRound;
  readonly environment: Environment;
  readonly rules: LoopRules;
  /** Writes a change of the loop down. */
  readonly write: (change: LoopChange) => Promise<Loop>;
  /** Aborts at a stop and at the end of the process, not at the end of the loop's time: a deploy is not cut by that. */
  readonly stopping: AbortSignal;
}

/** How a step ended; `ends`: the loop ends with it. */
export interface StepOutcome extends StepEnd {
  readonly ends?: LoopEnd | undefined;
}

/**
 * One step of a round. It may be begun again by another process, so all that it does can be done twice, or is found by what
 * was written down before. `signal` aborts at a stop, at the end of the loop's time and at the end of the process.
 */
export type LoopStepWork = (context: StepContext, signal: AbortSignal) => Promise<StepOutcome>;

export interface Seen {
  readonly fact: string;
  readonly value: Fact;
  readonly says: string;
  readonly subject?: string | undefined;
  readonly raw?: string | undefined;
}

/** Makes observations of what a step saw; those of one step belong together. */
export function observe(
  { loop, round, parts }: Pick<StepContext, 'loop' | 'round' | 'parts'>,
  step: string,
  source: Observation['source'],
): (seen: Seen) => NewObservation {
  return (seen) => ({
    source,
    at: parts.now().toISOString(),
    group: `${loop.id}.${round.number}.${step}`,
    isControlled: false,
    ...seen,
    says: seen.says.slice(0, 600),
    raw: seen.raw?.slice(0, 1_000),
  });
}

/** Something that keeps the round from being green, by the id of a cause. */
export function finding(cause: string, says: string, subject?: string): Seen {
  return { fact: findingFact, value: cause, says, subject };
}

export function isFinding({ fact }: Pick<Seen, 'fact'>): boolean {
  return fact === findingFact;
}

/** What the steps of this round wrote down under a fact: subject → value. */
export function factsOf(
  { loop, round }: Pick<StepContext, 'loop' | 'round'>,
  fact: string,
): Readonly<Record<string, string>> {
  const cited = new Set(round.steps.flatMap(({ observations }) => observations));
  const found = loop.observations.filter((each) => each.fact === fact && cited.has(each.id));
  return Object.fromEntries(found.map(({ subject = '', value }) => [subject, String(value)]));
}
