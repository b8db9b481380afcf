import type { Step } from './probe.ts';

/** What a controlled pair changes, everything else being equal. */
export const factors = [
  'http-version',
  'address-family',
  'auth-form',
  'token',
  'route',
  'proxy-variables',
  'depth',
  'connections',
] as const;
export type Factor = (typeof factors)[number];

/** One side of a pair. */
export interface PairArm {
  /** `h1`, `h2`, `IPv4`, `header`, `good token`, `direct`, `through the proxy`, `10 connections`. */
  readonly label: string;
  readonly attempts: number;
  readonly passed: number;
  /** Of the attempts that failed, the rung and code seen most. */
  readonly brokeAt?: Step | undefined;
  readonly code?: string | undefined;
  readonly medianMs?: number | undefined;
}

/** Measured interleaved (A B A B) within a minute. */
export interface PairVerdict {
  readonly endpoint: string;
  readonly factor: Factor;
  readonly arms: readonly PairArm[];
  /**
   * `matters`: the arms differ every time. `no-difference`: they never do. `unclear`: sometimes, so it is not settled.
   * `not-measured`: the configuration or this machine has only one side of it.
   */
  readonly verdict: 'matters' | 'no-difference' | 'unclear' | 'not-measured';
  /** One sentence with the figures it rests on. */
  readonly says: string;
}
