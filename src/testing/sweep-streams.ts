import type { Symptom } from '#sweeps/sample.ts';

import { createRandom, type Truth } from './sweep-simulation.ts';

export const closed1011: Symptom = { layer: 'round-trip', code: 'CLOSE_1011' };
const noises: readonly Symptom[] = [
  closed1011,
  { layer: 'tcp', code: 'ECONNREFUSED' },
  { layer: 'upgrade', code: 'STATUS_502' },
];
const baseRate = 0.005;
const dayMs = 86_400_000;
const hourMs = 3_600_000;

/** Fails by chance, at the base rate, in one of three ways. */
export function cleanStream(seed: number): Truth {
  const random = createRandom(seed);
  return () => noise(random, baseRate);
}

/** The rate itself is another every hour: gamma-distributed around the base rate (shape 4), so up to about three times it. */
export function overdispersedStream(seed: number): Truth {
  const random = createRandom(seed);
  let hour = -1;
  let rate = baseRate;
  return (_, atMs) => {
    const now = Math.floor(atMs / hourMs);
    if (now !== hour) {
      hour = now;
      rate =
        baseRate * (-Math.log(Array.from({ length: 4 }, () => 1 - random()).reduce((all, each) => all * each, 1)) / 4);
    }
    return noise(random, rate);
  };
}

/** Twice a day everything fails for up to 110 s. */
export function blipStream(seed: number): Truth {
  const random = createRandom(seed);
  let from = 0;
  let to = 0;
  return (_, atMs) => {
    if (atMs > to) {
      from = atMs - Math.log(1 - random()) * (dayMs / 2);
      to = from + random() * 110_000;
    }
    return atMs >= from && atMs <= to ? closed1011 : noise(random, baseRate);
  };
}

/** Fails at the base rate, and from a moment on with 1011 at another. */
export function eventStream(
  seed: number,
  { rate, fromMs, toMs = Infinity }: { rate: number; fromMs: number; toMs?: number },
): Truth {
  const random = createRandom(seed);
  return (_, atMs) => {
    return atMs >= fromMs && atMs < toMs && random() < rate ? closed1011 : noise(random, baseRate);
  };
}

function noise(random: () => number, rate: number): Symptom | undefined {
  return random() < rate ? noises[Math.floor(random() * noises.length)] : undefined;
}
