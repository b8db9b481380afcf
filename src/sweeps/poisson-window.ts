import type { RateSample } from './cusum.ts';

export interface WindowRules {
  readonly baseRate: number;
  /** Sweeps in the window. */
  readonly window: number;
  /** How unlikely by chance the count must be. */
  readonly rarity: number;
}

export function nextWindow<S extends RateSample>(
  samples: readonly S[],
  sample: S,
  { window }: WindowRules,
): readonly S[] {
  return [...samples, sample].slice(-window);
}

/**
 * Whether more failed than chance explains: P(X ≥ failed) ≤ rarity, X being Poisson with the count that a whole window
 * has on a good day. A window that is not full yet is held to the same count, so that a short one is not touchy.
 */
export function isLeaking(samples: readonly RateSample[], { baseRate, window, rarity }: WindowRules): boolean {
  const measured = samples.reduce((sum, sample) => sum + sample.measured, 0);
  const failed = samples.reduce((sum, sample) => sum + Math.min(sample.failed, mostOf(sample)), 0);
  if (failed === 0) return false;
  const usual = (measured / samples.length) * window * baseRate;
  return poissonTail(failed, usual) <= rarity;
}

/** The most that one sweep counts, so that one short breakdown is not taken for a leak. */
function mostOf({ measured }: RateSample): number {
  return Math.max(2, Math.ceil(measured / 4));
}

/** P(X ≥ count) for a Poisson variable with this mean; exact also where it is tiny. */
export function poissonTail(count: number, mean: number): number {
  if (count <= 0) return 1;
  if (count > mean) return sumTerms(count, mean, 1);
  return 1 - sumTerms(count - 1, mean, -1);
}

/** Adds up P(X = k) from `first` in one direction, in which the terms fall. */
function sumTerms(first: number, mean: number, direction: 1 | -1): number {
  let term = Math.exp(first * Math.log(mean) - mean - logFactorial(first));
  let sum = 0;
  for (let at = first; at >= 0 && term > sum * 1e-15; at += direction) {
    sum += term;
    term *= direction === 1 ? mean / (at + 1) : at / mean;
  }
  return sum;
}

function logFactorial(count: number): number {
  let sum = 0;
  for (let at = 2; at <= count; at += 1) sum += Math.log(at);
  return sum;
}
