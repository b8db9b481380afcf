import type { Phase } from '#domain/diagnosis.ts';

import type { ErrorParser, PartialFacts } from './failure-facts.ts';
import type { SaidError } from './said-error.ts';
import { targetIn, timerIn } from './told-words.ts';

/** undici's own codes, with how far each came; recorded with undici 7.29 (in Node 24) and 8. */
const codes: Readonly<Record<string, readonly [code: string, phase: Phase]>> = {
  UND_ERR_CONNECT_TIMEOUT: ['UND_ERR_CONNECT_TIMEOUT', 'tcp'],
  UND_ERR_HEADERS_TIMEOUT: ['UND_ERR_HEADERS_TIMEOUT', 'http'],
  UND_ERR_BODY_TIMEOUT: ['UND_ERR_BODY_TIMEOUT', 'http'],
  UND_ERR_SOCKET: ['UND_ERR_SOCKET', 'http'],
  UND_ERR_HEADERS_OVERFLOW: ['UND_ERR_HEADERS_OVERFLOW', 'http'],
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: ['INCOMPLETE_BODY', 'http'],
  UND_ERR_INVALID_ARG: ['UND_ERR_INVALID_ARG', 'before-io'],
  ERR_INVALID_URL: ['INVALID_URL', 'before-io'],
  HPE_INVALID_CONSTANT: ['INVALID_RESPONSE', 'http'],
};

/** `fetch failed` says nothing: the code of the cause is the fact. */
export const undici: ErrorParser = {
  library: 'undici',
  read: (error) => {
    const facts = byCode(error) ?? byClass(error) ?? abort(error);
    return facts && { ...facts, timerSeconds: timerIn(error.message), target: targetIn(error.message) };
  },
};

function byCode({ type, code, message }: SaidError): PartialFacts | undefined {
  const known = code ?? /\b(?:UND_ERR|HPE)_\w{1,60}/u.exec(message)?.[0];
  const [name, phase] = (known !== undefined && Object.hasOwn(codes, known) ? codes[known] : undefined) ?? [];
  if (name === undefined) return undefined;
  const isGeneric = type === 'Error' || type === 'TypeError' || type === '';
  return { phase, code: name, error: isGeneric ? name : type, library: 'undici' };
}

function byClass({ type, message }: SaidError): PartialFacts | undefined {
  if (type === 'HTTPParserError') return { phase: 'http', code: 'INVALID_RESPONSE', error: type, library: 'undici' };
  if (type !== 'TypeError') return undefined;
  if (message.startsWith('Failed to parse URL from'))
    return { phase: 'before-io', code: 'INVALID_URL', error: 'INVALID_URL', library: 'undici' };
  // Without a cause nothing more is known.
  return /^(?:fetch failed|terminated)$/u.test(message) ? { error: 'fetch failed', library: 'undici' } : undefined;
}

/** Node 20 loses the class of what its runner passes on. */
const timeoutTypes: ReadonlySet<string> = new Set(['TimeoutError', 'Error', '']);

/** `AbortSignal.timeout`: the test's own patience, wherever the request was then. */
function abort({ type, message }: SaidError): PartialFacts | undefined {
  const isTimeout = timeoutTypes.has(type) && /operation was aborted due to timeout/u.test(message);
  const isAbort = type === 'AbortError' && /operation was aborted/u.test(message);
  return isTimeout || isAbort
    ? {
        phase: 'http',
        code: isTimeout ? 'TIMEOUT' : 'ABORTED',
        error: isTimeout ? 'TimeoutError' : type,
        library: 'undici',
      }
    : undefined;
}
