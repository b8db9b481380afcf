/** What one sweep says of one endpoint. `expected`: it failed as it must during a deploy; it counts for nothing. */
export type StreakSample = 'passed' | 'failed' | 'unknown' | 'expected';

export interface StreakRules {
  /** Failures in a row that make an endpoint suspicious. */
  readonly failAfter: number;
  /** Successes in a row after which it is well again. */
  readonly recoverAfter: number;
}

/** How often in a row. What is unknown neither fails nor passes, and neither breaks a row. */
export interface Streak {
  readonly failed: number;
  readonly passed: number;
  readonly unknown: number;
  /** When the row of failures began. */
  readonly failingSince?: string | undefined;
}

/**
 * Three, so that a breakdown of two minutes calls nobody; a burst of probes right after the third sweep confirms, so a full
 * outage is told within three. Fifteen clean sweeps resolve. Simulated, see docs/sweeps.md.
 */
export const defaultStreakRules: StreakRules = { failAfter: 3, recoverAfter: 15 };

export const noStreak: Streak = { failed: 0, passed: 0, unknown: 0 };

export function nextStreak(streak: Streak, sample: StreakSample, at: string): Streak {
  switch (sample) {
    case 'passed':
      return { failed: 0, passed: streak.passed + 1, unknown: 0 };
    case 'failed':
      return { failed: streak.failed + 1, passed: 0, unknown: 0, failingSince: streak.failingSince ?? at };
    case 'unknown':
      return { ...streak, unknown: streak.unknown + 1 };
    case 'expected':
      return { ...streak, unknown: 0 };
  }
}
