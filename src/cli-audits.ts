import process from 'node:process';

import { startAuditWorker } from '#audit/start-audit-worker.ts';
import { auditDocument, auditReport } from '#domain/audit-report.ts';
import { isAuditActive, type Audit } from '#domain/audit.ts';
import { intendedVersion } from '#suites/intended-version.ts';
import { auditExitCode } from '#terminal/audit-exit-code.ts';
import { followAudits } from '#terminal/follow-audits.ts';
import { renderReply } from '#terminal/render-reply.ts';

import { measureHere } from './cli-measure.ts';
import { now, printJson, type Session, type TerminalWork } from './cli-session.ts';

/** Audits that are made by this process, and followed to their end. */
export const auditWork: TerminalWork = {
  startedBy: (reply) => reply.audits,
  async carryOut(ids, session) {
    const audits = await workThrough(ids, session);
    for (const audit of audits) {
      if (session.given.json) printJson(auditDocument(audit));
      else process.stdout.write(renderReply(auditReport(audit)));
    }
    return auditExitCode(audits);
  },
};

/** Looks in this process. Ctrl-C ends it, and what was not written down by then is not told. */
async function workThrough(ids: readonly string[], session: Session): Promise<readonly Audit[]> {
  const { store, configuration, variables } = session;
  const { data } = configuration.history;
  const intended = intendedVersion({ variables, data });
  const followed = await measureHere(session, {
    // What a dead bot left queued is the bot's to make.
    start: (parts, signal) =>
      startAuditWorker({ ...parts, data, intended, takes: ({ id }) => ids.includes(id) }, signal),
    follow: (screen, signal) => followAudits(ids, { store, screen }, signal),
  });
  return Promise.all(followed.map((audit) => ended(audit, session)));
}

/** Nobody is left to go on with what was stopped here. */
async function ended({ id }: Audit, { store }: Session): Promise<Audit> {
  return store.work.audits.change(id, (each) => {
    if (!isAuditActive(each)) return each;
    return { ...each, state: 'interrupted', endedAt: now().toISOString() };
  });
}
