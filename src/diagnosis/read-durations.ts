import type { Fact } from '#domain/observation.ts';
import type { TestResult } from '#domain/test-result.ts';

import type { FailureFacts } from './errors/failure-facts.ts';
import type { FactName } from './facts.ts';
import { medianOf } from './find-symptoms.ts';

interface Told {
  readonly fact: FactName;
  readonly value: Fact;
  readonly words: string;
}

const instantMs = 50;
const residualMs = 250;
/** Time-outs that people configure, in seconds. */
const round = [
  1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 15, 20, 25, 30, 40, 45, 50, 60, 75, 80, 90, 100, 120, 150, 180, 240, 300, 600, 900,
  1_800, 3_600,
];
/** Below it every duration is near some whole second, so it takes a time-out that says so, or several tests. */
const fewest = 3;

/**
 * What the durations say: `instant` under 50 ms, `timer` for an error that is a time-out and within 0.25 s above a round one, `short` otherwise. By chance
 * one duration in four lies there, so a timer is named only for an error that is a time-out, by the text, or by three tests.
 */
export function readDurations(tests: readonly TestResult[], facts: FailureFacts): readonly Told[] {
  const durations = tests.map(({ durationMs }) => durationMs).filter((ms) => Number.isFinite(ms) && ms >= 0);
  if (durations.length === 0) return [];
  const median = medianOf(durations);
  const timer = timerOf(durations, facts);
  if (timer !== undefined) {
    const words = `${sayMs(median)}, just above ${timer.seconds} s${timer.isNamed ? ', which the text names' : ''}`;
    return [
      { fact: 'report.duration', value: 'timer', words: `a timer: ${words}` },
      { fact: 'report.timer-seconds', value: timer.seconds, words },
    ];
  }
  // A time-out is a timer, whatever it was set to.
  const value = isTimeout(facts) ? 'timer' : median < instantMs ? 'instant' : 'short';
  const why = isTimeout(facts) ? 'timer by its error' : value;
  const words =
    durations.length === 1
      ? `${why}, after ${sayMs(median)}`
      : `${why}, after ${sayMs(median)} (median of ${durations.length})`;
  const named = facts.timerSeconds;
  const isNamed: readonly Told[] =
    named === undefined
      ? []
      : [{ fact: 'report.timer-seconds', value: named, words: `its text names a time-out of ${named} s` }];
  return [{ fact: 'report.duration', value, words }, ...isNamed];
}

interface Timer {
  readonly seconds: number;
  readonly isNamed: boolean;
}

function timerOf(durations: readonly number[], facts: FailureFacts): Timer | undefined {
  const named = facts.timerSeconds;
  // What came before the waiting is in the duration as well.
  if (named !== undefined && medianOf(durations) >= named * 1_000) return { seconds: named, isNamed: true };
  const isOne = isTimeout(facts);
  if (!isOne && durations.length < fewest) return undefined;
  const share = isOne ? 0.5 : 1;
  const seconds = round.find(
    (each) => durations.filter((ms) => isAbove(ms, each)).length >= Math.max(1, share * durations.length),
  );
  return seconds === undefined ? undefined : { seconds, isNamed: false };
}

function isTimeout({ code }: FailureFacts): boolean {
  return /TIMEOUT|TIMEDOUT/u.test(code ?? '');
}

function isAbove(durationMs: number, seconds: number): boolean {
  const residual = durationMs - seconds * 1_000;
  return residual >= 0 && residual <= residualMs;
}

function sayMs(ms: number): string {
  return ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(2)} s`;
}
