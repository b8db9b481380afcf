import type { PairVerdict } from '#domain/pair.ts';
import type { ProbeResult } from '#domain/probe.ts';

import type { Endpoint } from './endpoints.ts';
import type { Changes, PrepareParts } from './prepare-probe.ts';
import type { Prober } from './prober.ts';

export interface VaryParts extends Omit<PrepareParts, 'id' | 'location' | 'changed'> {
  readonly prober: Pick<Prober, 'probe'>;
  /** `here` unless named. */
  readonly location?: string | undefined;
  /** Told every single measurement. */
  readonly onResult?: ((result: ProbeResult) => void) | undefined;
  /** Told each verdict as soon as there is one. */
  readonly onPair?: ((pair: PairVerdict) => void) | undefined;
  /** The families of a name's addresses; default the system's resolver, as for the probes themselves. */
  readonly familiesOf?: ((host: string) => Promise<readonly number[]>) | undefined;
  /** Between two launches. */
  readonly gapMs?: number | undefined;
}

/** One side of a pair: the endpoint with one thing changed. */
export interface Arm {
  readonly label: string;
  readonly endpoint: Endpoint;
  readonly changed: Changes;
  /** Connections at once. */
  readonly count: number;
}

/** The sides to compare, or why there are not two. */
export type Plan = { readonly arms: readonly Arm[] } | { readonly reason: string };
