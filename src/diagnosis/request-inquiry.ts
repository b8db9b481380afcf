import type { Actor, Place } from '#domain/actor.ts';
import type { Inquiry } from '#domain/diagnosis.ts';
import { OperatorError } from '#domain/operator-error.ts';
import { isActive, type Run } from '#domain/run.ts';
import type { Store } from '#state/state.ts';

export interface InquiryRequest {
  /** The same request never makes a second one. */
  readonly id: string;
  readonly actor: Actor;
  readonly place?: Place | undefined;
}

export interface Around {
  readonly request: InquiryRequest;
  readonly store: { readonly watch: Pick<Store['watch'], 'inquiries'> };
  readonly now: () => Date;
}

export interface RequestedInquiry {
  readonly inquiry: Inquiry;
  /** False: the same request asked before, or the same is being asked already. */
  readonly added: boolean;
}

const mostActive = 50;

/** Records that somebody wants to know why a run failed. Throws `RUN_NOT_ENDED`, `RUN_PASSED`, `TOO_MANY_INQUIRIES`. */
export async function requestInquiry(
  run: Run,
  depth: Inquiry['depth'],
  { request, store, now }: Around,
): Promise<RequestedInquiry> {
  refuse(run);
  const active = await store.watch.inquiries.active();
  const same = active.find((each) => each.run === run.id && (each.depth === depth || each.depth === 'full'));
  if (same !== undefined && same.requestId !== request.id) return { inquiry: same, added: false };
  if (active.length >= mostActive) {
    throw new OperatorError({
      code: 'TOO_MANY_INQUIRIES',
      message: `${active.length} inquiries are waiting already`,
      hint: 'Try again in a minute',
    });
  }
  return store.watch.inquiries.add({
    requestId: request.id,
    run: run.id,
    environment: run.environment,
    partOf: run.partOf,
    depth,
    requestedBy: request.actor,
    place: request.place ?? run.place,
    queuedAt: now().toISOString(),
  });
}

/** What makes a pass worth asking about, proven or not. */
function isDoubt({ code }: Run['findings'][number]): boolean {
  return code === 'timer-padded';
}

function refuse(run: Run): void {
  if (isActive(run)) {
    throw new OperatorError({
      code: 'RUN_NOT_ENDED',
      message: `${run.id} has not ended yet`,
      hint: 'Why it failed is asked by itself as soon as it ends',
    });
  }
  if (run.state !== 'passed' || run.verdict !== 'proven' || run.findings.some(isDoubt)) return;
  throw new OperatorError({
    code: 'RUN_PASSED',
    message: `${run.id} passed and was proven: there is nothing to explain`,
    hint: 'Name a run that failed; "history" lists them',
  });
}
