import { calibrationError, namedF1, percentile, share } from './figures.ts';
import type { Judged } from './judge-trial.ts';

/** All figures of a round of trials, one line each. */
export function figuresOf(trials: readonly Judged[]): readonly string[] {
  const single = trials.filter(({ truth }) => truth.length === 1 && truth[0] !== 'healthy');
  const double = trials.filter(({ truth }) => truth.length > 1);
  const well = trials.filter(({ truth }) => truth[0] === 'healthy');
  const seconds = trials.map((each) => each.seconds);
  const probes = trials.map((each) => each.probes);
  return [
    `top-1            ${count(single, ({ isFirst }) => isFirst)}`,
    `top-3            ${count(single, ({ isAmongThree }) => isAmongThree)}`,
    `layer            ${count(single, ({ isLayer }) => isLayer)}`,
    `alone accused    ${count(single, ({ truth, accused }) => accused.length === 1 && accused[0] === truth[0])}`,
    `well, accused    ${count(well, ({ accused }) => accused.length > 0)}`,
    `two faults, F1   ${double.length === 0 ? 'none' : `${namedF1(double).toFixed(3)} (${double.length} trials)`}`,
    `one fault, F1    ${namedF1(single).toFixed(3)}`,
    `ECE, ten bins    ${calibrationError([...single, ...well]).toFixed(3)} (${single.length + well.length} trials)`,
    `seconds p50 p95  ${percentile(seconds, 0.5).toFixed(1)} ${percentile(seconds, 0.95).toFixed(1)}`,
    `probes  p50 p95  ${percentile(probes, 0.5)} ${percentile(probes, 0.95)}`,
    `bad citations    ${trials.reduce((sum, { badCitations }) => sum + badCitations.length, 0)}`,
  ];
}

function count(of: readonly Judged[], is: (each: Judged) => boolean): string {
  return share(of.filter(is).length, of.length);
}

/** What was there × what was said, where they differ. */
export function confusionOf(trials: readonly Judged[]): readonly string[] {
  const wrong = trials.filter(({ isFirst }) => !isFirst);
  const pairs = Map.groupBy(wrong, ({ truth, said }) => `${truth.join(' + ').padEnd(34)} said ${said}`);
  return [...pairs]
    .toSorted(([, one], [, other]) => other.length - one.length)
    .map(([pair, of]) => `${of.length} × ${pair}`);
}
