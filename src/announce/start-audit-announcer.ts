import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { Place } from '#domain/actor.ts';
import { auditDetails, auditReport, isLongAudit } from '#domain/audit-report.ts';
import { isAuditActive, type Audit } from '#domain/audit.ts';
import { OperatorError } from '#domain/operator-error.ts';
import type { Reply } from '#domain/reply.ts';
import type { Store } from '#state/state.ts';

import { askerTelling } from './asker-telling.ts';
import { followRecords, type Announcer } from './follow-records.ts';
import type { Teller, Telling, Told } from './telling.ts';

export interface AuditAnnouncerParts {
  readonly store: { readonly work: Pick<Store['work'], 'audits' | 'loops'> };
  readonly teller: Teller;
  /** A reply as plain text: what a file of it says. */
  readonly render: (reply: Reply) => string;
  /** Where files wait for their upload. */
  readonly folder: string;
  readonly now: () => Date;
  readonly log: { error(message: string): void };
  /** After an error of the store; default 5,000. */
  readonly retryAfterMs?: number | undefined;
}

/** Follows audits and tells each in one message that is kept up to date; what is long also as a file below it. */
export function startAuditAnnouncer(parts: AuditAnnouncerParts, signal: AbortSignal): Announcer {
  const { store, teller, log, retryAfterMs } = parts;
  const { audits } = store.work;

  async function tell(id: string): Promise<void> {
    const audit = await audits.get(id);
    if (audit?.place === undefined || audit.toldAt !== undefined) return;
    const loop = audit.partOf === undefined ? undefined : await store.work.loops.get(audit.partOf);
    const root = teller.tell(rootOf(audit, audit.place, loop?.place), signal);
    // Not awaited while it goes on: the teller paces itself and keeps the latest.
    if (isAuditActive(audit)) return;
    const told = [await root, ...(await tellFile(audit, audit.place))];
    const [first] = told;
    if (told.some(isUnfinished)) return;
    if (first?.told === false && isUnfinished(await tellAsker(audit, first.reason))) return;
    await markTold(audit);
  }

  async function tellFile(audit: Audit, place: Place): Promise<readonly Told[]> {
    if (!isLongAudit(audit)) return [];
    const path = join(parts.folder, `${audit.id}-audit.txt`);
    await mkdir(parts.folder, { recursive: true, mode: 0o700 });
    await writeFile(path, parts.render({ ...auditDetails(audit, parts.now()), actions: [] }), { mode: 0o600 });
    const told = await teller.tell(fileOf(audit, place, path), signal);
    await rm(path, { force: true });
    return [told];
  }

  async function tellAsker(audit: Audit, reason: string): Promise<Told | undefined> {
    const telling = askerTelling(audit, auditReport(audit), reason);
    return telling === undefined ? undefined : teller.tell(telling, signal);
  }

  async function markTold({ id }: Audit): Promise<void> {
    try {
      await audits.change(id, (audit) => ({ ...audit, toldAt: parts.now().toISOString() }));
    } catch (error) {
      // Removed by the retention meanwhile: there is nothing left to mark.
      if (!(error instanceof OperatorError) || error.code !== 'UNKNOWN_AUDIT') throw error;
    }
  }

  const untold = async (): Promise<readonly string[]> => (await audits.untold()).map(({ id }) => id);
  const subscribe = (listener: (id: string) => void): (() => void) => audits.subscribe(listener);
  return followRecords({ subscribe, untold, tell, noun: 'Audit', retryAfterMs, log }, signal);
}

/** One of a loop is told in the thread of it, where that is in the same channel. */
function rootOf(audit: Audit, place: Place, ofLoop: Place | undefined): Telling {
  return {
    key: `${audit.id}/root`,
    under: ofLoop?.channel === place.channel ? `${audit.partOf}/root` : undefined,
    place,
    weight: isAuditActive(audit) ? 'passing' : 'last',
    content: { kind: 'kept', reply: { ...auditReport(audit), audience: 'everyone' } },
  };
}

function fileOf({ id, environment }: Audit, place: Place, path: string): Telling {
  const name = `${id}-audit.txt`;
  return {
    key: `${id}/all`,
    under: `${id}/root`,
    place,
    weight: 'last',
    content: { kind: 'file', name, title: `Every check of the audit of ${environment}`, path },
  };
}

function isUnfinished(told: Told | undefined): boolean {
  return told?.told === false && !told.gone;
}
