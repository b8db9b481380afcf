import type { Audit } from '#domain/audit.ts';
import type { Configuration } from '#domain/configuration.ts';
import type { Redactor } from '#domain/redact.ts';
import type { Store } from '#state/state.ts';

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

export interface AuditWorker {
  /** Resolves when nothing is being audited any more. After an abort nothing is begun. */
  settled(): Promise<void>;
}

/** What a dead process left half done longer ago than this would tell of another moment. */
const freshMs = 10 * 60_000;

/**
 * Takes audits in the order of asking, one at a time for each environment. It only looks, so it waits for no run. An abort
 * of `signal` leaves the running ones to the next start, which makes them again.
 */
export function startAuditWorker(parts: AuditWorkerParts, signal: AbortSignal): AuditWorker {
  const { audits } = parts.store.work;
  const busy = new Map<string, Promise<void>>();
  /** Its own writes are no news. */
  const working = new Set<string>();
  /** What could not even be written down is left to the next start. */
  const broken = new Set<string>();
  let asked: Promise<void> = Promise.resolve();

  async function pump(): Promise<void> {
    if (signal.aborted) return;
    for (const audit of await audits.active()) {
      if (signal.aborted) return;
      const { id, environment } = audit;
      if (busy.has(environment) || broken.has(id) || parts.takes?.(audit) === false) continue;
      working.add(id);
      const work = begin(audit).finally(() => {
        busy.delete(environment);
        working.delete(id);
        ask();
      });
      busy.set(environment, work);
    }
  }

  function ask(): void {
    asked = asked.then(pump).catch((error: unknown) => parts.onBug(error, 'audits'));
  }

  async function begin(audit: Audit): Promise<void> {
    try {
      if (isLeftBehind(audit, parts.now())) return await interrupt(audit);
      // Loaded when something is audited: a bot that is never asked need not hold it.
      const { workAudit } = await import('./work-audit.ts');
      await workAudit(audit, parts, signal);
    } catch (error) {
      broken.add(audit.id);
      parts.onBug(error, audit.id);
    }
  }

  async function interrupt({ id }: Audit): Promise<void> {
    const problem = 'It was begun more than ten minutes ago by a process that is gone';
    const endedAt = parts.now().toISOString();
    await audits.change(id, (each) => ({ ...each, state: 'interrupted', endedAt, problem }));
  }

  const unsubscribe = audits.subscribe((id) => void (working.has(id) || ask()));
  signal.addEventListener('abort', unsubscribe, { once: true });
  ask();
  return {
    async settled() {
      await asked;
      while (busy.size > 0) await Promise.all(busy.values());
    },
  };
}

/** Only what was begun: one that waits may wait for others. */
function isLeftBehind({ state, startedAt }: Audit, at: Date): boolean {
  return state === 'running' && startedAt !== undefined && at.getTime() - Date.parse(startedAt) > freshMs;
}
