import type { Audit } from '#domain/audit.ts';
import type { Configuration } from '#domain/configuration.ts';
import type { Redactor } from '#domain/redact.ts';
import type { Store } from '#state/state.ts';
import { takeRecords, type Settling } from '#state/take-records.ts';

import type { GatherParts } from './gather/gather-parts.ts';

export interface AuditWorkerParts extends Pick<
  GatherParts,
  'variables' | 'prober' | 'tokens' | 'authorities' | 'intended' | 'data' | 'now'
> {
  readonly store: Pick<Store, 'runs' | 'watch' | 'work'>;
  readonly configuration: () => Configuration;
  readonly redactor: () => Redactor;
  /** Told of bugs; the audit itself ends with its problem. */
  readonly onBug: (error: unknown, where: string) => void;
  /** Which audits are this worker's; absent: all. */
  readonly takes?: ((audit: Audit) => boolean) | undefined;
}

/** What a dead process left half done longer ago than this would tell of another moment. */
const freshMs = 10 * 60_000;

/**
 * Takes audits in the order of asking, one at a time for each environment. It only looks, so it waits for no run. An abort
 * of `signal` leaves the running ones to the next start, which makes them again.
 */
export function startAuditWorker(parts: AuditWorkerParts, signal: AbortSignal): Settling {
  const { audits } = parts.store.work;

  async function work(audit: Audit): Promise<void> {
    if (isLeftBehind(audit, parts.now())) return interrupt(audit);
    // Loaded when something is audited: a bot that is never asked need not hold it.
    const { workAudit } = await import('./work-audit.ts');
    await workAudit(audit, parts, signal);
  }

  async function interrupt({ id }: Audit): Promise<void> {
    const problem = 'It was begun more than ten minutes ago by a process that is gone';
    const endedAt = parts.now().toISOString();
    await audits.change(id, (each) => ({ ...each, state: 'interrupted', endedAt, problem }));
  }

  return takeRecords(
    {
      name: 'audits',
      from: audits,
      laneOf: ({ environment }) => environment,
      takes: parts.takes,
      work,
      onBug: parts.onBug,
    },
    signal,
  );
}

/** Only what was begun: one that waits may wait for others. */
function isLeftBehind({ state, startedAt }: Audit, at: Date): boolean {
  return state === 'running' && startedAt !== undefined && at.getTime() - Date.parse(startedAt) > freshMs;
}
