import type { SpikeRules } from '#domain/configuration.ts';

import { likelihoodGain, nextCusum, type RateSample } from './cusum.ts';
import { isLeaking, nextWindow } from './poisson-window.ts';

/** One sweep's count of one symptom, with the endpoints that showed it (at most 100). */
export interface SymptomSample extends RateSample {
  readonly at: string;
  readonly endpoints: readonly string[];
}

/** What is known of one symptom: both detectors' memory and how long it has been quiet. */
export interface Rate {
  readonly score: number;
  readonly samples: readonly SymptomSample[];
  /** Sweeps in a row with no more of it than a good day has. */
  readonly quiet: number;
}

export type RateRules = Pick<SpikeRules, 'baseRate' | 'threshold' | 'cap' | 'window' | 'rarity'>;

export const noRate: Rate = { score: 0, samples: [], quiet: 0 };

/** A sweep in which nothing could be measured changes nothing. */
export function nextRate(rate: Rate, sample: SymptomSample, rules: RateRules): Rate {
  if (sample.measured === 0) return rate;
  const isQuiet = likelihoodGain(sample, rules.baseRate) < 0;
  return {
    score: nextCusum(rate.score, sample, rules),
    samples: nextWindow(rate.samples, sample, rules),
    quiet: isQuiet ? rate.quiet + 1 : 0,
  };
}

/** `burst`: a sudden rise, seen by the CUSUM. `leak`: a slow one, seen by the window. Only a sweep with failures raises it. */
export function suspicionOf(rate: Rate, rules: RateRules): 'burst' | 'leak' | undefined {
  const last = rate.samples.at(-1);
  if (last === undefined || last.failed === 0 || isWhole(last)) return undefined;
  if (rate.score >= rules.threshold) return 'burst';
  return isLeaking(rate.samples, rules) ? 'leak' : undefined;
}

/** Nearly everything fails: that is no rate but an outage, or a short breakdown, and rows of failures tell the two apart. */
function isWhole({ measured, failed }: RateSample): boolean {
  return measured >= 3 && failed >= 0.9 * measured;
}

/** Nothing is left that could raise an alarm, so it need not be remembered. */
export function isForgotten(rate: Rate): boolean {
  return rate.score === 0 && rate.samples.every((sample) => sample.failed === 0);
}

/** The endpoints that showed it most in the window, the worst first. */
export function worstEndpoints(rate: Rate): readonly string[] {
  const counts = new Map<string, number>();
  for (const endpoint of rate.samples.flatMap((sample) => sample.endpoints)) {
    counts.set(endpoint, (counts.get(endpoint) ?? 0) + 1);
  }
  return [...counts].sort(([, one], [, other]) => other - one).map(([endpoint]) => endpoint);
}
