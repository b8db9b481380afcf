import type { ProbeProblem } from '#domain/probe.ts';

import { formatLimit } from './time-wall.ts';
import type { Climb } from './websocket-climb.ts';
import { type CloseLog, describeFrame } from './websocket-close-log.ts';

export interface Goodbye {
  readonly detail: string;
  readonly problem?: ProbeProblem | undefined;
}

const answerMs = 2_000;
const leastMs = 200;

/**
 * Closes with 1000 and says how the server took it. A server that ends without a close frame, or stays silent, is told and
 * no failure: to a client that is leaving it makes no difference. One that resets, or closes with a reason of its own, is.
 */
export async function sayGoodbye({ connection, leftMs }: Climb): Promise<Goodbye> {
  const { closing } = connection;
  if (closing.hasEnded()) {
    const problem = closing.problem();
    const isPlain = closing.first()?.by === 'server' && (closing.first()?.code ?? 0) < 1002;
    return { detail: `${problem.message}, before we closed`, problem: isPlain ? undefined : problem };
  }
  const sentMs = connection.ageMs();
  const limitMs = Math.min(answerMs, Math.max(leastMs, leftMs()));
  await connection.close(1000, limitMs);
  return judgeGoodbye(closing, { sentMs, limitMs });
}

function judgeGoodbye(
  closing: CloseLog,
  { sentMs, limitMs }: { readonly sentMs: number; readonly limitMs: number },
): Goodbye {
  const first = closing.first();
  const answer = closing.answer();
  if (first?.by === 'server') {
    const detail = `the server closed with ${describeFrame(first)} as we said 1000`;
    return { detail, problem: first.code < 1002 ? undefined : { code: `CLOSE_${first.code}`, message: detail } };
  }
  if (answer !== undefined) {
    return { detail: `1000, answered with ${answer.code} after ${(answer.atMs - sentMs).toFixed(1)} ms` };
  }
  if (closing.endedBy() === 'server-reset') {
    const message = 'our close frame (1000) was answered with a reset';
    return { detail: message, problem: { code: 'ECONNRESET', message } };
  }
  if (closing.endedBy() === 'server-end') {
    return { detail: '1000, the server ended the connection without a close frame' };
  }
  return { detail: `1000, no close frame came back within ${formatLimit(limitMs)}` };
}
