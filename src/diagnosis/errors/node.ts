import type { ErrorParser, PartialFacts } from './failure-facts.ts';
import { networkCodeIn } from './network-codes.ts';
import type { SaidError } from './said-error.ts';
import type { ToldFailure } from './told-failure.ts';
import { targetIn, timerIn } from './told-words.ts';

/** Node's own sockets, TLS and HTTP, and its test runner; recorded with Node 24. */
export const node: ErrorParser = {
  library: 'node',
  read: (error, told) => runner(error) ?? json(error) ?? socket(error, told),
};

const isError = /^(?:Error|TypeError|AggregateError|)$/u;

function socket(error: SaidError, told: ToldFailure): PartialFacts | undefined {
  const { type, message, code } = error;
  if (!isError.test(type) || (type === '' && code === undefined)) return undefined;
  const found = networkCodeIn(code === 'EPROTO' ? message : `${code ?? ''} ${message}`);
  const hungUp = /\bsocket hang up\b/u.test(message);
  if (hungUp)
    return {
      phase: phaseOf(told) ?? 'http',
      code: 'CLOSED_WITHOUT_RESPONSE',
      error: 'socket hang up',
      library: 'node',
    };
  if (message.startsWith('Parse Error: '))
    return { phase: 'http', code: 'INVALID_RESPONSE', error: 'Parse Error', library: 'node' };
  if (found === undefined) return timeout(error);
  const phase = found.phase === 'http' ? (phaseOf(told) ?? 'http') : found.phase;
  return { phase, code: found.code, error: found.code, target: targetIn(message), library: 'node' };
}

/** Below `ws` the answer to an upgrade was awaited. */
function phaseOf(told: ToldFailure): 'upgrade' | undefined {
  return /\bWebSocket\b|\bwss?:\/\//u.test(told.message.slice(0, 500)) ||
    told.frames.some(({ file }) => file.includes('/node_modules/ws/'))
    ? 'upgrade'
    : undefined;
}

/** `no answer within 4000 ms`, `timeout of 300ms exceeded` (axios and many a test). */
function timeout({ type, message }: SaidError): PartialFacts | undefined {
  if (type !== 'Error' || !/\btime-?out of \d{1,7} ?m?s exceeded\b|\bno (?:answer|response) within \d/iu.test(message))
    return undefined;
  return {
    phase: 'http',
    code: 'TIMEOUT',
    error: 'TIMEOUT',
    timerSeconds: timerIn(message),
    target: targetIn(message),
  };
}

function runner({ type, message }: SaidError): PartialFacts | undefined {
  const isOver = /^test timed out after \d{1,9}ms$/u.test(message);
  if (isOver)
    return { phase: 'unknown', code: 'TEST_TIMEOUT', error: 'testTimeoutFailure', timerSeconds: timerIn(message) };
  return type === 'hookFailed' ? { phase: 'setup' } : undefined;
}

function json({ type, message }: SaidError): PartialFacts | undefined {
  const isJson = type === 'SyntaxError' && /is not valid JSON$|^Unexpected end of JSON input/u.test(message);
  return isJson ? { phase: 'http', code: 'NOT_JSON', error: 'SyntaxError' } : undefined;
}
