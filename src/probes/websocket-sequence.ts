import type { ProbeProblem } from '#domain/probe.ts';

import { formatLimit } from './time-wall.ts';
import { describeMessage } from './websocket-events.ts';
import type { Message } from './websocket-inbox.ts';
import { countNonce } from './websocket-nonce.ts';

/** Expected events against those that came: in order, others between them allowed. */
export interface Sequence {
  look(message: Message): void;
  isComplete(): boolean;
  /** When the last expected event came, on the clock of the connection. */
  lastMs(): number | undefined;
  /** Every expected event came, but not in order. */
  isDisordered(): boolean;
  /** What is not there of it; undefined when all is. */
  missing(): string | undefined;
  /** `agent_started, agent_completed`. */
  says(): string;
  /** Undefined when all is as expected. */
  problem(limitMs: number): ProbeProblem | undefined;
}

export function createSequence(expected: readonly string[], nonce: string | undefined): Sequence {
  const nonces = nonce === undefined ? undefined : countNonce(nonce, expected);
  const absent = countEach(expected);
  let next = 0;
  let lastMs: number | undefined;
  let last: Message | undefined;
  let messages = 0;
  /** The first that came before its turn, and what it should have waited for. */
  let early: { readonly type: string; readonly before: string } | undefined;

  const isDisordered = (): boolean => early !== undefined && [...absent.values()].every((count) => count <= 0);
  const note = ({ type, atMs }: Message): void => {
    const wanted = expected[next];
    if (wanted === undefined || type === undefined) return;
    if (absent.has(type)) absent.set(type, (absent.get(type) ?? 0) - 1);
    if (type === wanted) {
      next += 1;
      lastMs = atMs;
    } else if (expected.includes(type, next)) early ??= { type, before: wanted };
  };
  const missing = (): string | undefined => {
    const wanted = expected[next];
    if (wanted === undefined) return nonces?.isBack() === false ? 'what was sent did not come back' : undefined;
    if (early !== undefined && isDisordered()) return `${early.type} came before ${early.before}`;
    const seen = last === undefined ? 'nothing came' : `the last of ${messages} was ${describeMessage(last)}`;
    return `no ${wanted}, ${early === undefined ? '' : `though ${early.type} came, `}${seen}`;
  };
  return {
    look(message) {
      messages += 1;
      last = message;
      note(message);
      nonces?.look(message);
      if (expected.length === 0 && nonces?.isBack() === true) lastMs ??= message.atMs;
    },
    isComplete: () => next === expected.length && nonces?.isBack() !== false,
    isDisordered,
    lastMs: () => lastMs,
    missing,
    says: () => (expected.length === 0 ? 'what was sent came back' : expected.join(', ')),
    problem(limitMs) {
      if (next === expected.length) return nonces?.problem(limitMs);
      if (isDisordered()) return { code: 'ORDER', message: missing() ?? '' };
      return { code: 'TIMEOUT', message: `${missing()}, within ${formatLimit(limitMs)}` };
    },
  };
}

function countEach(types: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const type of types) counts.set(type, (counts.get(type) ?? 0) + 1);
  return counts;
}
