import type { ErrorParser, PartialFacts } from './failure-facts.ts';
import { networkCodeIn } from './network-codes.ts';
import type { SaidError } from './said-error.ts';
import type { ToldFailure } from './told-failure.ts';
import { phaseOfConversation } from './told-words.ts';

type Reading = (error: SaidError, told: ToldFailure) => PartialFacts;

/**
 * Python's threaded `websocket-client`, recorded with 1.2.3 and 1.9.2. A close frame is an empty message to it, and what is
 * asked after that says that the connection was lost: so a lost one is not called 1006, which nobody has seen.
 */
const readings: Readonly<Record<string, Reading>> = {
  WebSocketBadStatusException: ({ message }) => {
    const status = /^Handshake status (\d{3})\b/u.exec(message)?.[1];
    return { phase: 'upgrade', ...(status !== undefined && { status: Number(status) }) };
  },
  WebSocketAddressException: ({ message }) => networkCodeIn(message) ?? { phase: 'dns' },
  WebSocketTimeoutException: (_, told) => ({ phase: phaseOf(told), code: 'TIMEOUT' }),
  WebSocketConnectionClosedException: (_, told) => ({ phase: phaseOf(told), code: 'CONNECTION_LOST' }),
  WebSocketProxyException: () => ({ phase: 'tcp', code: 'PROXY' }),
  WebSocketProtocolException: (_, told) => ({ phase: phaseOf(told), closeCode: 1002, closedBy: 'client' }),
  WebSocketPayloadException: (_, told) => ({ phase: phaseOf(told), closeCode: 1007, closedBy: 'client' }),
  WebSocketException: ({ message }) => ({
    phase: 'upgrade',
    code: message.startsWith('Invalid redirect target') ? 'REDIRECT' : 'INVALID_HEADER',
  }),
};

export const websocketClient: ErrorParser = {
  library: 'websocket-client',
  read: (error, told) => {
    const isTheirs = error.module.startsWith('websocket.') || (error.module === '' && isInTrace(told));
    const reading = isTheirs && Object.hasOwn(readings, error.type) ? readings[error.type] : inTheirHands(error, told);
    return reading && { error: error.type, ...reading(error, told), library: 'websocket-client' };
  },
};

/** What Python raises where they hold the socket, or of what they returned. */
function inTheirHands({ type, message }: SaidError, told: ToldFailure): Reading | undefined {
  if (isReadAsJson(type, told)) return () => ({ phase: phaseOfConversation(told), code: 'NOT_JSON' });
  if (!isInTrace(told)) return undefined;
  if (type === 'ConnectionResetError') return () => ({ phase: phaseOf(told), code: 'ECONNRESET' });
  if (/^(?:TimeoutError|timeout)$/u.test(type) && told.frames.some(({ name }) => name === '_open_socket')) {
    return () => ({ phase: 'tcp', code: 'TIMEOUT' });
  }
  // Of the address that was given, or of one that it was redirected to.
  if (type === 'ValueError' && /^(?:url|scheme \S{1,40}) is invalid$/u.test(message)) {
    return () => ({ phase: 'unknown', code: 'INVALID_URL' });
  }
  return undefined;
}

/** `json.loads(connection.recv())`: Python says the same of an empty message as of prose. */
function isReadAsJson(type: string, told: ToldFailure): boolean {
  return (
    type === 'JSONDecodeError' &&
    told.frames.some(({ isOwn, code }) => isOwn && /(?<!await \w{1,40})\.recv\(\)/u.test(code))
  );
}

function phaseOf(told: ToldFailure): NonNullable<PartialFacts['phase']> {
  return told.frames.some(({ file }) => file.endsWith('/websocket/_handshake.py'))
    ? 'upgrade'
    : phaseOfConversation(told);
}

function isInTrace(told: ToldFailure): boolean {
  return told.frames.some(({ file }) => /\/websocket\/_\w{1,20}\.py$/u.test(file));
}
