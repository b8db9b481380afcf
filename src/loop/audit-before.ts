import { isAuditActive, type Audit, type AuditCheck } from '#domain/audit.ts';
import { formatDuration } from '#domain/duration.ts';

import { followRecord } from './follow-record.ts';
import { changeOf } from './planned-change.ts';
import type { Seen, StepContext } from './step-context.ts';

export interface AuditBefore {
  readonly says: string;
  readonly seen: readonly Seen[];
  /** Why the loop ends, where a failed check of the highest weight ends it. */
  readonly stops?: string | undefined;
}

const critical = 5;
/** Who carries audits out begins at once, so one that is still queued will not be made. */
const untakenMs = 3_000;

/** Asks for an audit and waits for it, not for long. */
export async function auditBefore(context: StepContext, signal: AbortSignal): Promise<AuditBefore> {
  const { parts, loop, round, rules, environment, write } = context;
  if (rules.audit.withinMs === 0) return { says: 'no audit was wanted', seen: [] };
  const { record } = await parts.store.work.audits.add({
    requestId: `${loop.id}.${round.number}.audit`,
    environment: environment.name,
    partOf: loop.id,
    requestedBy: loop.requestedBy,
    place: loop.place,
    queuedAt: parts.now().toISOString(),
  });
  await write({ kind: 'noted', round: { audit: record.id } });
  const follow = following(record.id, context, signal);
  const taken = await follow((each) => each.state !== 'queued', untakenMs);
  if (taken?.state === 'queued') return giveUp(record.id, 'nobody took it up', context);
  const ended = await follow((each) => !isAuditActive(each), rules.audit.withinMs);
  if (ended === undefined || isAuditActive(ended)) {
    return { says: `audit ${record.id}: not ended within ${formatDuration(rules.audit.withinMs)}`, seen: [] };
  }
  return told(ended, { stops: rules.audit.stops, isChanged: changeOf(loop) !== undefined });
}

type Follow = (hasEnded: (audit: Audit) => boolean, withinMs: number) => Promise<Audit | undefined>;

function following(id: string, { parts }: StepContext, signal: AbortSignal): Follow {
  const { audits } = parts.store.work;
  const subscribe = (listener: () => void): (() => void) =>
    audits.subscribe((each) => void (each === id && listener()));
  return (hasEnded, withinMs) => {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(withinMs)]);
    return followRecord({ get: () => audits.get(id), subscribe, hasEnded }, limit);
  };
}

/** It is not to be made later, when it would tell of another moment. */
async function giveUp(id: string, why: string, { parts }: StepContext): Promise<AuditBefore> {
  const endedAt = parts.now().toISOString();
  await parts.store.work.audits.change(id, (each) =>
    each.state === 'queued' ? { ...each, state: 'interrupted', endedAt, problem: `Not made: ${why}` } : each,
  );
  return { says: `audit ${id}: not made, ${why}`, seen: [] };
}

interface Around {
  readonly stops: boolean;
  /** The round replaces what runs: that it is not yet what was meant is why, and nothing against it. */
  readonly isChanged: boolean;
}

function told({ id, state, score, checks, problem }: Audit, { stops, isChanged }: Around): AuditBefore {
  const failed = checks.filter(({ result }) => result === 'failed');
  const bad = failed.filter(({ weight, section }) => weight >= critical && !(isChanged && section === 'versions'));
  const said = problem ?? score?.says ?? `${checks.length} checks, ${failed.length} failed`;
  const seen = failed.map((check): Seen => ({ fact: 'audit.failed', value: check.id, says: check.says, subject: id }));
  const says = `audit ${id}: ${state === 'done' ? said : `${state}${problem === undefined ? '' : `, ${problem}`}`}`;
  const list = bad.map(({ id: check, says: word }: AuditCheck) => `${check}: ${word}`).join('; ');
  const shown = bad.length === 0 ? says : `${says}; failed and critical: ${list}`;
  return { says: shown, seen, stops: stops && bad.length > 0 ? `Audit ${id} failed: ${list}` : undefined };
}
