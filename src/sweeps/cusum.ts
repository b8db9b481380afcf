/** How many probes were measured in one sweep, and how many of them failed. */
export interface RateSample {
  readonly measured: number;
  readonly failed: number;
}

export interface CusumRules {
  /** The share of probes that fails on a good day, p0. */
  readonly baseRate: number;
  /** The height h at which it is suspicious. */
  readonly threshold: number;
  /** The most that one sweep adds: a single bad sweep, however bad, is not enough. */
  readonly cap: number;
}

/** The share of failures that it looks for: p1 = max(0.20, 10·p0), kept between p0 and 1. */
export function soughtRate(baseRate: number): number {
  const sought = Math.min(Math.max(0.2, 10 * baseRate), 0.95);
  return sought > baseRate ? sought : (1 + baseRate) / 2;
}

/** How much more likely the sweep is at p1 than at p0, as a natural logarithm (Bernoulli). */
export function likelihoodGain({ measured, failed }: RateSample, baseRate: number): number {
  const sought = soughtRate(baseRate);
  return failed * Math.log(sought / baseRate) + (measured - failed) * Math.log((1 - sought) / (1 - baseRate));
}

/** The capped cumulative sum after one more sweep; suspicious from `threshold` on. */
export function nextCusum(score: number, sample: RateSample, { baseRate, cap }: Omit<CusumRules, 'threshold'>): number {
  return Math.max(0, score + Math.min(likelihoodGain(sample, baseRate), cap));
}
