import { join } from 'node:path';

import { startAuditAnnouncer, type AuditAnnouncerParts } from '#announce/start-audit-announcer.ts';
import { startAuditWorker, type AuditWorkerParts } from '#audit/start-audit-worker.ts';
import { intendedVersion } from '#suites/intended-version.ts';
import { renderReply } from '#terminal/render-reply.ts';

type Parts = Omit<AuditWorkerParts, 'intended' | 'takes'> & Pick<AuditAnnouncerParts, 'store' | 'teller' | 'log'>;

export interface Audits {
  /** Resolves when nothing is being audited any more; after the abort of `working`. */
  settled(): Promise<void>;
  /** Resolves when all that has ended is told. */
  told(): Promise<void>;
}

/** Starts what audits environments, and what tells of it. */
export function startAudits(
  parts: Parts,
  { working, talking }: { readonly working: AbortSignal; readonly talking: AbortSignal },
): Audits {
  const worker = startAuditWorker({ ...parts, intended: intendedVersion(parts) }, working);
  const announcer = startAuditAnnouncer(
    { ...parts, render: renderReply, folder: join(parts.data, 'tellings') },
    talking,
  );
  return { settled: () => worker.settled(), told: () => announcer.settled() };
}
