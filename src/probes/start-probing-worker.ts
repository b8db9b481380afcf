import type { Configuration } from '#domain/configuration.ts';
import type { ProbeResult } from '#domain/probe.ts';
import type { Probing } from '#domain/probing.ts';
import type { Variables } from '#domain/setting.ts';
import type { Store } from '#state/state.ts';
import { takeRecords, type Settling } from '#state/take-records.ts';

import type { GuardParts } from './admit-url.ts';
import type { AuthorityFiles } from './prepare-authorities.ts';
import type { Prober } from './prober.ts';
import type { Tokens } from './tokens.ts';
import { workProbing } from './work-probing.ts';

export interface ProbingWorkerParts {
  readonly store: { readonly watch: Pick<Store['watch'], 'probes' | 'ledger' | 'probings'> };
  readonly prober: Prober;
  readonly configuration: () => Configuration;
  readonly variables: Variables;
  readonly tokens: Tokens;
  readonly authorities: AuthorityFiles;
  readonly now: () => Date;
  /** Told of bugs; the probing itself ends with a problem. */
  readonly onBug: (error: unknown, probingId: string) => void;
  /** Which probings are this worker's; absent: all. */
  readonly takes?: ((probing: Probing) => boolean) | undefined;
  /** Told every result; a record keeps only the worst of them. */
  readonly onResult?: ((result: ProbeResult) => void) | undefined;
  /** For tests: people cannot configure what may be reached. */
  readonly guard?: GuardParts | undefined;
}

const atOnce = 4;
/** A probe is of its moment: one that was asked for longer ago is not made up for. */
const freshMs = 10 * 60_000;

/**
 * Takes probings in the order of asking, a few at once. What a dead process left running is measured again, since measuring
 * changes nothing. An abort of `signal` ends the running ones, and the next start measures them again.
 */
export function startProbingWorker(parts: ProbingWorkerParts, signal: AbortSignal): Settling {
  const { probings } = parts.store.watch;

  async function work(probing: Probing): Promise<void> {
    const ageMs = parts.now().getTime() - Date.parse(probing.queuedAt);
    if (ageMs <= freshMs) return workProbing(probing, parts, signal);
    const problem = 'It was asked for more than ten minutes before it could be measured';
    await probings.change(probing.id, { state: 'interrupted', endedAt: parts.now().toISOString(), problem });
  }

  return takeRecords(
    {
      name: 'probings',
      from: probings,
      laneOf: ({ id }) => id,
      mostAtOnce: atOnce,
      takes: parts.takes,
      work,
      onBug: parts.onBug,
    },
    signal,
  );
}
