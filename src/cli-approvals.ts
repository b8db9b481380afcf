import process from 'node:process';
import { createInterface } from 'node:readline/promises';

import { approvalReport } from '#domain/approval-report.ts';
import type { Approval } from '#domain/approval.ts';
import { decideApproval } from '#domain/decide-approval.ts';
import { OperatorError } from '#domain/operator-error.ts';
import { answerApproval, type Answering } from '#terminal/answer-approval.ts';
import { renderReply } from '#terminal/render-reply.ts';
import type { Screen } from '#terminal/screen.ts';

import { now, reportBug, type Session } from './cli-session.ts';

export interface Answers {
  /** Why something was refused because nobody could agree to it here; undefined: nothing was. */
  refusal(): string | undefined;
  /** What may be written while nothing is asked. */
  readonly screen: Screen;
  settled(): Promise<void>;
}

export function answeringOf({ given }: Session): Answering {
  return { isTty: process.stdin.isTTY && process.stderr.isTTY && !given.json, agrees: given.yes };
}

/** Answers what the loops ask, one question after the other, until `signal` is aborted. */
export function answerApprovals(
  ids: readonly string[],
  { session, screen }: { readonly session: Session; readonly screen: Screen },
  signal: AbortSignal,
): Answers {
  const { approvals } = session.store.work;
  const seen = new Set<string>();
  let isAsking = false;
  let refusal: string | undefined;
  let last: Promise<void> = Promise.resolve();

  async function answer(approval: Approval): Promise<void> {
    const card = renderReply({ ...approvalReport(approval), actions: [] });
    process.stderr.write(screen.isTty ? `\r\u001b[K${card}` : card);
    const found = answerApproval(approval, answeringOf(session));
    if (found.kind === 'refuse') refusal = found.reason;
    isAsking = true;
    const isYes = found.kind === 'approve' || (found.kind === 'ask' && (await asksYes(approval, signal)));
    isAsking = false;
    if (signal.aborted) return;
    const reason = found.kind === 'refuse' ? found.reason : undefined;
    const decision = { by: session.request.actor, kind: isYes ? 'approve' : 'refuse', reason } as const;
    await approvals.change(approval.id, (each) => decideApproval(each, decision, now())).catch(sayMistake);
  }

  async function answerWaiting(): Promise<void> {
    const waiting = (await approvals.active()).filter(({ id, loop }) => ids.includes(loop) && !seen.has(id));
    for (const approval of waiting) {
      seen.add(approval.id);
      await answer(approval);
    }
  }

  const look = (): void => {
    last = last.then(answerWaiting).catch((error: unknown) => reportBug(error, 'approval'));
  };
  const unsubscribe = approvals.subscribe(look);
  signal.addEventListener('abort', unsubscribe, { once: true });
  look();
  return {
    refusal: () => refusal,
    screen: { ...screen, write: (text) => void (isAsking || screen.write(text)) },
    settled: () => last,
  };
}

/** Anything but y or yes is no. A Ctrl-C at the question is one of the program. */
async function asksYes({ id, expiresAt }: Approval, signal: AbortSignal): Promise<boolean> {
  const reader = createInterface({ input: process.stdin, output: process.stderr });
  reader.on('SIGINT', () => process.emit('SIGINT'));
  const leftMs = Math.max(0, Date.parse(expiresAt) - now().getTime());
  try {
    const over = AbortSignal.any([signal, AbortSignal.timeout(leftMs)]);
    return /^y(?:es)?$/iu.test((await reader.question(`Approve ${id}? [y/N] `, { signal: over })).trim());
  } catch {
    // The loop was stopped, or the time is over.
    return false;
  } finally {
    reader.close();
  }
}

/** It expired or was withdrawn meanwhile. */
function sayMistake(error: unknown): void {
  if (!(error instanceof OperatorError)) throw error;
  process.stderr.write(`${error.message}\n`);
}
