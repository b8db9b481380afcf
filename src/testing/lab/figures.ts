import type { Judged } from './judge-trial.ts';

/** A share as people read it: `0.93 (28 of 30)`. */
export function share(count: number, of: number): string {
  return of === 0 ? 'none' : `${(count / of).toFixed(3)} (${count} of ${of})`;
}

/** Expected calibration error over ten bins of confidence. */
export function calibrationError(trials: readonly Judged[]): number {
  const bins = Map.groupBy(trials, ({ confidence }) => Math.min(9, Math.floor(confidence * 10)));
  return [...bins.values()].reduce((sum, bin) => {
    const right = bin.filter(({ isFirst }) => isFirst).length / bin.length;
    const said = bin.reduce((part, { confidence }) => part + confidence, 0) / bin.length;
    return sum + (Math.abs(right - said) * bin.length) / trials.length;
  }, 0);
}

export function percentile(numbers: readonly number[], at: number): number {
  const sorted = numbers.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * at) - 1)] ?? 0;
}

/** F1 of the causes that were named, over all trials together. */
export function namedF1(trials: readonly Judged[]): number {
  const sums = { right: 0, named: 0, true: 0 };
  for (const { truth, accused } of trials) {
    sums.right += accused.filter((id) => truth.includes(id)).length;
    sums.named += accused.length;
    sums.true += truth.length;
  }
  return sums.named + sums.true === 0 ? 0 : (2 * sums.right) / (sums.named + sums.true);
}
