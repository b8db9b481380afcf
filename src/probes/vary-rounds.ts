import { setTimeout as delay } from 'node:timers/promises';

import type { Arm } from './vary-parts.ts';
import type { ArmRecord, Outcome } from './vary-verdict.ts';

export interface Rounds {
  readonly arms: readonly Arm[];
  /** Carries out one arm once. Never rejects but for a bug. */
  readonly attempt: (arm: Arm, signal: AbortSignal) => Promise<Outcome | undefined>;
  /** Whether further rounds would change nothing. */
  readonly isSettled: (records: readonly ArmRecord[]) => boolean;
  /** Between two launches. */
  readonly gapMs: number;
  readonly nowMs?: (() => number) | undefined;
}

const usualRounds = 4;
const mostRounds = 8;
/** All arms of a factor belong to the same minute, so no round begins after it. */
const minuteMs = 60_000;
/** One that takes so long would not fit four times into the minute: from then on the arms go side by side. */
const slowMs = 3_000;

/**
 * A B A B: four rounds, up to eight where the first four do not settle it. What was aborted leaves no outcome.
 */
export async function runRounds(rounds: Rounds, signal: AbortSignal): Promise<readonly ArmRecord[]> {
  const { arms, attempt, isSettled, gapMs, nowMs = () => performance.now() } = rounds;
  const outcomes = arms.map((): (Outcome | undefined)[] => []);
  const records = arms.map(({ label }, index) => ({ label, outcomes: outcomes[index] ?? [] }));
  const startedMs = nowMs();
  // One connection beside ten others would be no single one.
  const mayOverlap = arms.every(({ count }) => count === 1);
  let isSlow = false;

  async function go(arm: Arm, index: number, round: number): Promise<void> {
    const launchedMs = nowMs();
    const outcome = await attempt(arm, signal);
    isSlow ||= nowMs() - launchedMs > slowMs;
    const own = outcomes[index];
    if (own !== undefined) own[round] = outcome;
  }

  for (let round = 0; round < mostRounds; round += 1) {
    if (signal.aborted || nowMs() - startedMs > minuteMs) break;
    if (round >= usualRounds && isSettled(records)) break;
    const aside: Promise<void>[] = [];
    for (const [index, arm] of arms.entries()) {
      if (signal.aborted) break;
      const going = go(arm, index, round);
      if (isSlow && mayOverlap) aside.push(going);
      else await going;
      if (gapMs > 0) await delay(gapMs, undefined, { signal }).catch(() => undefined);
    }
    await Promise.all(aside);
  }
  return records;
}
