import { isApprovalActive, type Approval } from '#domain/approval.ts';
import { approvalReport } from '#domain/approval-report.ts';
import type { AccessRules } from '#domain/configuration.ts';
import { OperatorError } from '#domain/operator-error.ts';
import type { Store } from '#state/state.ts';

import { askerTelling } from './asker-telling.ts';
import { followRecords, type Announcer } from './follow-records.ts';
import type { Teller, Telling, Told } from './telling.ts';

export interface ApprovalAnnouncerParts {
  readonly store: { readonly work: Pick<Store['work'], 'approvals'> };
  readonly teller: Teller;
  readonly configuration: () => { readonly access?: AccessRules | undefined };
  /** What the surface calls who may approve. Never rejects. */
  readonly personOf: (name: string) => Promise<string>;
  readonly now: () => Date;
  readonly log: { error(message: string): void };
  /** After an error of the store; default 5,000. */
  readonly retryAfterMs?: number | undefined;
}

const mostMentioned = 10;

/** Follows approvals and tells each as a card in the thread of its loop, edited when it is decided. */
export function startApprovalAnnouncer(parts: ApprovalAnnouncerParts, signal: AbortSignal): Announcer {
  const { log, retryAfterMs, teller } = parts;
  const { approvals } = parts.store.work;

  async function tell(id: string): Promise<void> {
    const approval = await approvals.get(id);
    if (approval?.place === undefined || approval.toldAt !== undefined) return;
    const approvers = isApprovalActive(approval) ? await approversOf(approval, parts) : [];
    const telling = tellingOf(approval, approvers);
    if (telling === undefined) return;
    const told = tellCard(approval, telling);
    // Not awaited while it waits: the teller keeps the latest.
    if (isApprovalActive(approval) || isUnfinished(await told)) return;
    await markTold(approval, parts);
  }

  /** Where the thread cannot be written to, who asked has to know that it waits. */
  async function tellCard(approval: Approval, telling: Telling): Promise<Told> {
    const told = await teller.tell(telling, signal);
    if (told.told || !told.gone) return told;
    const alone = askerTelling(approval, approvalReport(approval), told.reason);
    return alone === undefined ? told : teller.tell(alone, signal);
  }

  const untold = async (): Promise<readonly string[]> => (await approvals.untold()).map(({ id }) => id);
  const subscribe = (listener: (id: string) => void): (() => void) => approvals.subscribe(listener);
  return followRecords({ subscribe, untold, tell, noun: 'Approval', retryAfterMs, log }, signal);
}

/** The card; who may approve is mentioned while it waits, which calls them once: an edit mentions nobody. */
function tellingOf(approval: Approval, approvers: readonly string[]): Telling | undefined {
  const { id, loop, place } = approval;
  if (place === undefined) return undefined;
  const reply = approvalReport(approval, approvers);
  return { key: `${id}/root`, under: `${loop}/root`, place, weight: 'last', content: { kind: 'kept', reply } };
}

/** Those whom the configuration names. Who asked knows. */
async function approversOf(
  { requestedBy }: Approval,
  { configuration, personOf }: ApprovalAnnouncerParts,
): Promise<readonly string[]> {
  const named = configuration().access?.approve ?? [];
  const people = await Promise.all(named.slice(0, mostMentioned).map(personOf));
  return [...new Set(people)].filter((id) => id !== requestedBy.id);
}

function isUnfinished(told: Told): boolean {
  return !told.told && !told.gone;
}

async function markTold({ id }: Approval, { store, now }: ApprovalAnnouncerParts): Promise<void> {
  try {
    await store.work.approvals.change(id, (approval) => ({ ...approval, toldAt: now().toISOString() }));
  } catch (error) {
    if (!(error instanceof OperatorError) || error.code !== 'UNKNOWN_APPROVAL') throw error;
  }
}
