import type { ProbeProblem } from '#domain/probe.ts';

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
  nonceProblem(): ProbeProblem | undefined;
}

export function createSequence(expected: readonly string[], nonce: string | undefined): Sequence {
  let next = 0;
  let lastMs: number | undefined;
  let nonces = 0;
  let lastType: string | undefined;
  let messages = 0;
  /** Came before its turn; what it should have waited for. */
  let early: { readonly type: string; readonly before: string } | undefined;
  const absent = new Map<string, number>();
  for (const type of expected) absent.set(type, (absent.get(type) ?? 0) + 1);

  const isComplete = (): boolean => next === expected.length && (nonce === undefined || nonces > 0);
  const isDisordered = (): boolean => early !== undefined && [...absent.values()].every((count) => count <= 0);
  return {
    look(message) {
      const { type } = message;
      messages += 1;
      lastType = type;
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
    missing() {
      const wanted = expected[next];
      if (wanted === undefined)
        return nonces > 0 || nonce === undefined ? undefined : 'what was sent did not come back';
      if (early !== undefined && isDisordered()) return `${early.type} before ${early.before}`;
      const last = messages === 0 ? 'nothing came' : `the last of ${messages} was ${lastType ?? 'of no known type'}`;
      return `no ${wanted}, ${early === undefined ? '' : `${early.type} came before it, `}${last}`;
    },
    says: () => (expected.length === 0 ? 'came back once' : expected.join(', ')),
    nonceProblem() {
      if (nonce === undefined || nonces === 1) return undefined;
      const message =
        nonces === 0 ? 'what was sent did not come back' : `what was sent came back in ${nonces} messages, not in one`;
      return { code: 'NONCE', message };
    },
  };
}
