import type { Approval, ApprovalCard } from '#domain/approval.ts';
import { isApprovalActive } from '#domain/approval.ts';

import { cardFacts } from './card-facts.ts';
import { hasExpired } from '#domain/decide-approval.ts';
import { followRecord } from './follow-record.ts';
import type { StepContext } from './step-context.ts';

export interface Question {
  /** `deploy`, the name of a repair, or `keep-build`. */
  readonly name: string;
  readonly asks: 'required' | 'four-eyes';
  /** argv, not redacted. */
  readonly command: readonly string[];
  readonly cwd?: string | undefined;
  readonly versionTo?: string | undefined;
  readonly digest: string;
}

/** Puts a question to people, and waits for an answer, its end or an abort. Asked again after a restart it is the same question. */
export async function askApproval(question: Question, context: StepContext, signal: AbortSignal): Promise<Approval> {
  const { parts, loop, round, environment, rules, write } = context;
  const { approvals } = parts.store.work;
  const at = parts.now();
  const { record } = await approvals.add({
    requestId: `${loop.id}.${round.number}.${question.name}`,
    loop: loop.id,
    round: round.number,
    environment: environment.name,
    asks: question.asks,
    card: await cardOf(question, context, signal),
    requestedBy: loop.requestedBy,
    place: loop.place,
    queuedAt: at.toISOString(),
    expiresAt: new Date(at.getTime() + rules.approvalWithinMs).toISOString(),
  });
  await write({ kind: 'waiting', approval: record.id });
  const ended = await followRecord(
    {
      get: () => approvals.get(record.id),
      subscribe: (listener) => approvals.subscribe((id) => void (id === record.id && listener())),
      hasEnded: (each) => !isApprovalActive(each) || hasExpired(each, parts.now()),
    },
    signal,
  );
  if (!signal.aborted) await write({ kind: 'waited' });
  return ended ?? record;
}

async function cardOf(question: Question, context: StepContext, signal: AbortSignal): Promise<ApprovalCard> {
  const { parts, round } = context;
  const { redact } = parts.redactor();
  const { name, command, cwd, versionTo, digest } = question;
  return {
    name,
    command: command.map(redact),
    cwd,
    versionsFrom: round.versionsBefore,
    versionTo,
    digest,
    ...(await cardFacts(context, versionTo, signal)),
  };
}
