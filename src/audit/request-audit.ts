import type { Actor, Place } from '#domain/actor.ts';
import type { Audit } from '#domain/audit.ts';
import { OperatorError } from '#domain/operator-error.ts';
import type { Store } from '#state/state.ts';

export interface AuditRequest {
  /** The same request never makes a second one. */
  readonly id: string;
  readonly actor: Actor;
  readonly place?: Place | undefined;
  /** The loop that it belongs to. */
  readonly partOf?: string | undefined;
}

export interface RequestedAudit {
  readonly audit: Audit;
  /** False: the same request asked before, or this environment is being audited already. */
  readonly added: boolean;
}

const mostActive = 20;

/** Records that somebody wants an environment audited. A loop always gets one of its own. Throws `TOO_MANY_AUDITS`. */
export async function requestAudit(
  environment: string,
  around: {
    readonly request: AuditRequest;
    readonly store: { readonly work: Pick<Store['work'], 'audits'> };
    readonly now: () => Date;
  },
): Promise<RequestedAudit> {
  const { request, store, now } = around;
  const active = await store.work.audits.active();
  const same = active.find((each) => each.environment === environment && each.partOf === request.partOf);
  if (same !== undefined && same.requestId !== request.id && request.partOf === undefined) {
    return { audit: same, added: false };
  }
  if (active.length >= mostActive) {
    throw new OperatorError({
      code: 'TOO_MANY_AUDITS',
      message: `${active.length} audits are waiting already`,
      hint: 'Try again in a minute',
    });
  }
  const { record, added } = await store.work.audits.add({
    requestId: request.id,
    environment,
    partOf: request.partOf,
    requestedBy: request.actor,
    place: request.place,
    queuedAt: now().toISOString(),
  });
  return { audit: record, added };
}
