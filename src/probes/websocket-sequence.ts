import type { ProbeProblem } from '#domain/probe.ts';

import { formatLimit } from './time-wall.ts';
import { describeMessage } from './websocket-events.ts';
import type { Message } from './websocket-inbox.ts';

/** Expected events against those that came: in order, others between them allowed, and the nonce in exactly one message. */
export interface Sequence {
  look(message: Message): void;
  isComplete(): boolean;
  /** When the last expected event came, on the clock of the connection. */
  lastMs(): number | undefined;
  /** Every expected event came, but not in order. */
  isDisordered(): boolean;
  /** What is not as expected; undefined when all is. */
  missing(): string | undefined;
  /** `agent_started, agent_completed`. */
  says(): string;
  /** Undefined when all is as expected. */
  problem(limitMs: number): ProbeProblem | undefined;
}

export function createSequence(expected: readonly string[], nonce: string | undefined): Sequence {
  let next = 0;
  let lastMs: number | undefined;
  let nonces = 0;
  let last = '';
  let messages = 0;
  /** Came before its turn; what it should have waited for. */
  let early: { readonly type: string; readonly before: string } | undefined;
  const absent = new Map<string, number>();
  for (const type of expected) absent.set(type, (absent.get(type) ?? 0) + 1);

  const isComplete = (): boolean => next === expected.length && (nonce === undefined || nonces > 0);
  const isDisordered = (): boolean => early !== undefined && [...absent.values()].every((count) => count <= 0);
  const missing = (): string | undefined => {
    const wanted = expected[next];
    if (wanted === undefined) return nonce === undefined || nonces > 0 ? undefined : 'what was sent did not come back';
    if (early !== undefined && isDisordered()) return `${early.type} came before ${early.before}`;
    const seen = messages === 0 ? 'nothing came' : `the last of ${messages} was ${last}`;
    return `no ${wanted}, ${early === undefined ? '' : `though ${early.type} came, `}${seen}`;
  };
  return {
    look(message) {
      const { type } = message;
      messages += 1;
      last = describeMessage(message);
      if (nonce !== undefined && message.text?.includes(nonce) === true) nonces += 1;
      const wanted = expected[next];
      if (type !== undefined && absent.has(type)) absent.set(type, (absent.get(type) ?? 0) - 1);
      if (wanted !== undefined && type === wanted) {
        next += 1;
        lastMs = message.atMs;
      } else if (wanted !== undefined && type !== undefined && expected.includes(type, next)) {
        early ??= { type, before: wanted };
      }
      if (expected.length === 0 && nonces === 1) lastMs ??= message.atMs;
    },
    isComplete,
    isDisordered,
    lastMs: () => lastMs,
    missing,
    says: () => (expected.length === 0 ? 'came back once' : expected.join(', ')),
    problem(limitMs) {
      if (next < expected.length) {
        if (isDisordered()) return { code: 'ORDER', message: missing() ?? '' };
        return { code: 'TIMEOUT', message: `${missing()}, within ${formatLimit(limitMs)}` };
      }
      if (nonce === undefined || nonces === 1) return undefined;
      const times =
        nonces === 0
          ? `did not come back within ${formatLimit(limitMs)}`
          : `came back in ${nonces} messages, not in one`;
      return { code: 'NONCE', message: `what was sent ${times}` };
    },
  };
}
