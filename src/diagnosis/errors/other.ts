import type { ErrorParser } from './failure-facts.ts';
import { networkCodeIn } from './network-codes.ts';
import { targetIn, timerIn } from './told-words.ts';

/** Errors of libraries that are not known here, by the words of the system that they pass on. The assertions are not among them. */
export const other: ErrorParser = {
  library: 'other',
  read: ({ type, message }) => {
    if (type === '' || /^(?:AssertionError|AssertionFailedError|Failed)$/u.test(type)) return undefined;
    const found =
      type === 'UnknownHostException' ? { code: 'ENOTFOUND', phase: 'dns' as const } : networkCodeIn(message);
    const shared = { error: type, target: targetIn(message), timerSeconds: timerIn(message) };
    if (found !== undefined) return { ...shared, ...found };
    const isTimeout = /(?:Timeout|TimedOut)(?:Error|Exception)?$/u.test(type);
    return isTimeout ? { ...shared, phase: 'unknown', code: 'TIMEOUT' } : undefined;
  },
};
