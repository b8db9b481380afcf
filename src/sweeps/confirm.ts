import type { StreakSample } from './detect-streak.ts';
import type { SweepClock } from './sweep-clock.ts';

export interface BurstRules {
  readonly everyMs: number;
  readonly failures: number;
  readonly successes: number;
  /** After so many probes without an answer to the question it is left open. */
  readonly most: number;
}

/** One probe in 5 s: two failures confirm, nine successes clear. From a simulation, see docs/sweeps.md. */
const defaultBurst: BurstRules = { everyMs: 5_000, failures: 2, successes: 9, most: 14 };

export type Confirmation = 'confirmed' | 'cleared' | 'open';

export interface BurstParts {
  readonly ask: (signal: AbortSignal) => Promise<StreakSample>;
  readonly clock: SweepClock;
  readonly rules?: BurstRules | undefined;
}

/** Asks one suspicious endpoint again, quickly, before anybody is called. `open`: it could not be measured, or was aborted. */
export async function confirmByBurst(
  { ask, clock, rules = defaultBurst }: BurstParts,
  signal: AbortSignal,
): Promise<Confirmation> {
  let [failures, successes] = [0, 0];
  for (let count = 0; count < rules.most && !signal.aborted; count += 1) {
    const dueAt = clock.now() + rules.everyMs;
    const outcome = await ask(signal);
    if (outcome === 'failed') failures += 1;
    if (outcome === 'passed') successes += 1;
    if (failures >= rules.failures) return 'confirmed';
    if (successes >= rules.successes) return 'cleared';
    await clock.sleep(Math.max(0, dueAt - clock.now()), signal);
  }
  return 'open';
}
