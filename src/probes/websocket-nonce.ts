import type { ProbeProblem } from '#domain/probe.ts';

import { formatLimit } from './time-wall.ts';
import type { Message } from './websocket-inbox.ts';

/**
 * Counts the messages that bring back what was sent: one at least, and of no expected type more than are expected; where
 * nothing is expected, exactly one.
 */
export interface NonceCount {
  look(message: Message): void;
  isBack(): boolean;
  problem(limitMs: number): ProbeProblem | undefined;
}

export function countNonce(nonce: string, expected: readonly string[]): NonceCount {
  let all = 0;
  const byType = new Map<string, number>();
  const repeated = (): string | undefined => {
    if (expected.length === 0) return all > 1 ? `in ${all} messages, not in one` : undefined;
    for (const [type, count] of byType) {
      const times = expected.filter((each) => each === type).length;
      if (times > 0 && count > times) return `in ${count} messages of type ${type}, not in ${times}`;
    }
    return undefined;
  };
  return {
    look({ type, text }) {
      if (text?.includes(nonce) !== true) return;
      all += 1;
      if (type !== undefined) byType.set(type, (byType.get(type) ?? 0) + 1);
    },
    isBack: () => all > 0,
    problem(limitMs) {
      const wrong = all === 0 ? `did not come back within ${formatLimit(limitMs)}` : repeated();
      if (wrong === undefined) return undefined;
      return { code: 'NONCE', message: `what was sent ${all === 0 ? wrong : `came back ${wrong}`}` };
    },
  };
}
