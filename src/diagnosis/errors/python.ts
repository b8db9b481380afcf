import type { ErrorParser, PartialFacts } from './failure-facts.ts';
import { networkCodeIn } from './network-codes.ts';
import { askedForJson } from './assertion-answers.ts';
import type { SaidError } from './said-error.ts';
import type { ToldFailure } from './told-failure.ts';
import { phaseOfConversation, targetIn, timerIn } from './told-words.ts';

/** What Python itself raises: sockets, `ssl`, asyncio, wrong arguments, answers that are no JSON. CPython 3.11. */
export const python: ErrorParser = {
  library: 'python',
  read: (error, told) => {
    const facts = loop(error) ?? argument(error) ?? answer(error, told) ?? network(error) ?? timeout(error, told);
    const name = error.type || /^(\w{3,80})\(/u.exec(error.message)?.[1];
    return facts && { error: name, ...facts };
  },
};

const sockets =
  /^(?:OSError|ConnectionRefusedError|ConnectionResetError|ConnectionAbortedError|BrokenPipeError|ConnectionError|gaierror|SSLError|SSLCertVerificationError|SSLEOFError|URLError|ExceptionGroup)$/u;

function network({ type, message, module }: SaidError): PartialFacts | undefined {
  const isKnown =
    sockets.test(type) || module === 'socket' || module === 'ssl' || /^Connection\w+Error\(/u.test(message);
  if (!isKnown) return undefined;
  const found = networkCodeIn(`${type}: ${message}`);
  if (found !== undefined) return { ...found, target: targetIn(message) };
  return type === 'ConnectionResetError' ? { phase: 'http', code: 'ECONNRESET' } : undefined;
}

/** Python 3.11 made `asyncio.TimeoutError` and `socket.timeout` the built-in one. */
function timeout({ type, message }: SaidError, told: ToldFailure): PartialFacts | undefined {
  if (type !== 'TimeoutError' && type !== 'timeout') return undefined;
  if (/\[Errno 110\]/u.test(message)) return { phase: 'tcp', code: 'ETIMEDOUT' };
  const timerSeconds = timerIn(message);
  const isTalking = told.frames.some(
    ({ file, name }) => /\/websockets\//u.test(file) && /^(?:recv|get|__anext__|_wait)$/u.test(name),
  );
  const isWaiting = told.frames.some(({ isOwn, code }) => isOwn && /\b(?:recv|receive|next|_next)\w*\(/u.test(code));
  return { phase: isTalking || isWaiting ? phaseOfConversation(told) : 'unknown', code: 'TIMEOUT', timerSeconds };
}

function loop({ type, message }: SaidError): PartialFacts | undefined {
  if (type !== 'RuntimeError') return undefined;
  const isLoop =
    /^Event loop is closed|(?:attached to|bound to) a different (?:event )?loop|cannot be called from a running event loop|no (?:running|current) event loop/u;
  return isLoop.test(message) ? { phase: 'before-io', code: 'EVENT_LOOP', library: 'asyncio' } : undefined;
}

function argument({ type, message }: SaidError): PartialFacts | undefined {
  const isUnexpected = type === 'TypeError' && /\bgot an unexpected keyword argument '/u.test(message);
  return isUnexpected ? { phase: 'before-io', code: 'UNEXPECTED_ARGUMENT' } : undefined;
}

function answer({ type, message }: SaidError, told: ToldFailure): PartialFacts | undefined {
  const isTakenApart = /^(?:KeyError|IndexError|TypeError)$/u.test(type) && askedForJson(told);
  if (isTakenApart) return { phase: 'http', code: 'UNEXPECTED_BODY' };
  const isJson = type === 'JSONDecodeError' && /^(?:Expecting|Extra data|Invalid|Unterminated)/u.test(message);
  return isJson ? { phase: 'http', code: 'NOT_JSON' } : undefined;
}
