import type { Configuration } from '#domain/configuration.ts';
import type { ProbeResult } from '#domain/probe.ts';
import type { Probing } from '#domain/probing.ts';
import type { Variables } from '#domain/setting.ts';
import type { Store } from '#state/state.ts';

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

export interface ProbingWorker {
  /** Resolves when nothing is being measured any more. After an abort nothing is begun. */
  settled(): Promise<void>;
}

const atOnce = 4;
/** A probe is of its moment: one that was asked for longer ago is not made up for. */
const freshMs = 10 * 60_000;

/**
 * Takes probings in the order of asking, a few at once. What a dead process left running is measured again, since measuring
 * changes nothing. An abort of `signal` ends the running ones, and the next start measures them again.
 */
export function startProbingWorker(parts: ProbingWorkerParts, signal: AbortSignal): ProbingWorker {
  const { probings } = parts.store.watch;
  const busy = new Map<string, Promise<void>>();
  let asked: Promise<void> = Promise.resolve();

  async function pump(): Promise<void> {
    if (signal.aborted) return;
    for (const probing of await probings.active()) {
      if (signal.aborted || busy.size >= atOnce) return;
      if (busy.has(probing.id) || parts.takes?.(probing) === false) continue;
      const work = begin(probing).finally(() => {
        busy.delete(probing.id);
        ask();
      });
      busy.set(probing.id, work);
    }
  }

  function ask(): void {
    asked = asked.then(pump).catch((error: unknown) => parts.onBug(error, 'probings'));
  }

  async function begin(probing: Probing): Promise<void> {
    const ageMs = parts.now().getTime() - Date.parse(probing.queuedAt);
    try {
      if (ageMs <= freshMs) return await workProbing(probing, parts, signal);
      const problem = 'It was asked for more than ten minutes before it could be measured';
      await probings.change(probing.id, { state: 'interrupted', endedAt: parts.now().toISOString(), problem });
    } catch (error) {
      parts.onBug(error, probing.id);
    }
  }

  const unsubscribe = probings.subscribe((id) => void (busy.has(id) || ask()));
  signal.addEventListener('abort', unsubscribe, { once: true });
  ask();
  return {
    async settled() {
      await asked;
      while (busy.size > 0) await Promise.all(busy.values());
    },
  };
}
