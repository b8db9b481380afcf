import type { Configuration, Suite } from '#domain/configuration.ts';
import { findProvable } from '#suites/find-provable.ts';
import { refuseLocked } from '#suites/refuse-locked.ts';
import type { Store } from '#state/state.ts';

import { cronTicker, type Ticker } from './cron-ticker.ts';

export interface ProofsParts {
  readonly store: Store;
  readonly configuration: () => Configuration;
  readonly now: () => Date;
  readonly onBug: (error: unknown, where: string) => void;
  readonly ticker?: Ticker | undefined;
  /** How often a change of the configuration is looked for. */
  readonly lookMs?: number | undefined;
}

const usualLookMs = 5_000;
const actor = { id: 'teneleven', name: 'schedule', via: 'terminal' } as const;

/**
 * Queues a proof of each suite with `prove` by its schedule, on every environment where it may run and has been green. It is
 * told nowhere, but for tests that turn out to pass without their target and were real before, or are new.
 */
export function startProofs(parts: ProofsParts, signal: AbortSignal): void {
  const { ticker = cronTicker, lookMs = usualLookMs } = parts;
  let seen: Configuration | undefined;
  let ends: readonly (() => void)[] = [];
  const end = (): void => {
    for (const each of ends) each();
    ends = [];
  };
  const look = (): void => {
    const configuration = parts.configuration();
    if (configuration === seen) return;
    seen = configuration;
    end();
    ends = [...configuration.suites.values()].flatMap((suite) =>
      suite.prove === undefined ? [] : [ticker(suite.prove.cron, ticksOf(suite, parts))],
    );
  };
  look();
  const timer = setInterval(look, lookMs).unref();
  signal.addEventListener(
    'abort',
    () => {
      clearInterval(timer);
      end();
    },
    { once: true },
  );
}

function ticksOf(suite: Suite, parts: ProofsParts): Parameters<Ticker>[1] {
  const onBug = (error: unknown): void => parts.onBug(error, `the proof of ${suite.name}`);
  // What was not queued in its time is queued the next night.
  return { onDue: (dueAt) => queueProofs(suite, dueAt, parts).catch(onBug), onOverlap: () => undefined, onBug };
}

async function queueProofs(suite: Suite, dueAt: Date, { store, configuration, now }: ProofsParts): Promise<void> {
  const names = [...configuration().environments.keys()];
  for (const environment of names.filter((name) => mayRunOn(suite, name))) {
    const green = await findProvable(suite.name, environment, store);
    if (green === undefined || (await isLocked(environment, store))) continue;
    await store.runs.add({
      requestId: `proof:${suite.name}:${environment}:${dueAt.toISOString()}`,
      suite: suite.name,
      environment,
      selection: { proves: { run: green.id, most: suite.prove?.most } },
      requestedBy: actor,
      queuedAt: now().toISOString(),
    });
  }
}

function mayRunOn({ environments }: Suite, name: string): boolean {
  return environments.length === 0 || environments.includes(name);
}

function isLocked(environment: string, store: Store): Promise<boolean> {
  return refuseLocked(environment, store).then(
    () => false,
    () => true,
  );
}
