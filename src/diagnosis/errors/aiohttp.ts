import type { ErrorParser, PartialFacts } from './failure-facts.ts';
import { networkCodeIn } from './network-codes.ts';
import type { SaidError } from './said-error.ts';
import type { ToldFailure } from './told-failure.ts';
import { phaseOfConversation, targetIn } from './told-words.ts';

type Reading = (error: SaidError) => PartialFacts;

/**
 * aiohttp, recorded with 3.8.4 and 3.14.3. Time-outs have classes of their own from 3.10 on, before that all are
 * `ServerTimeoutError`; a close that is read as a text is a `TypeError` before 3.11, `WSMessageTypeError` from then on, and
 * its reason is in neither.
 */
const readings: Readonly<Record<string, Reading>> = {
  ClientConnectorError: connecting,
  ClientConnectorDNSError: connecting,
  ClientConnectorSSLError: connecting,
  ClientConnectorCertificateError: connecting,
  ClientProxyConnectionError: () => ({ phase: 'tcp', code: 'PROXY' }),
  ClientHttpProxyError: () => ({ phase: 'tcp', code: 'PROXY' }),
  ClientOSError: (error) => networkCodeIn(error.message) ?? { phase: 'http' },
  ServerDisconnectedError: () => ({ phase: 'http', code: 'CLOSED_WITHOUT_RESPONSE' }),
  ServerTimeoutError: waiting,
  ConnectionTimeoutError: () => ({ phase: 'tcp', code: 'TIMEOUT' }),
  SocketTimeoutError: waiting,
  ClientPayloadError: () => ({ phase: 'http', code: 'INCOMPLETE_BODY' }),
  ContentTypeError: () => ({ phase: 'http', code: 'NOT_JSON' }),
  ClientResponseError: answered,
  WSServerHandshakeError: upgraded,
  TooManyRedirects: () => ({ phase: 'http', code: 'REDIRECT' }),
  InvalidURL: () => ({ phase: 'before-io', code: 'INVALID_URL' }),
  InvalidUrlClientError: () => ({ phase: 'before-io', code: 'INVALID_URL' }),
  NonHttpUrlClientError: () => ({ phase: 'before-io', code: 'INVALID_URL' }),
};

export const aiohttp: ErrorParser = {
  library: 'aiohttp',
  read: (error, told) => {
    const isReading = Object.hasOwn(readings, error.type) && error.module.startsWith('aiohttp');
    const facts = isReading ? readings[error.type]?.(error) : (notText(error, told) ?? bareTimeout(error, told));
    return facts && { error: error.type, target: targetIn(error.message), library: libraryOf(told), ...facts };
  },
};

function connecting({ message }: SaidError): PartialFacts {
  return networkCodeIn(message) ?? { phase: 'tcp' };
}

function waiting({ message }: SaidError): PartialFacts {
  return { phase: message.startsWith('Connection timeout') ? 'tcp' : 'http', code: 'TIMEOUT' };
}

/** `503, message='Service Unavailable', url=…`. What cannot be parsed is called 400 by the client itself. */
function answered({ message }: SaidError): PartialFacts {
  if (/Expected HTTP\/|Bad status line/u.test(message)) return { phase: 'http', code: 'INVALID_RESPONSE' };
  return { phase: 'http', status: statusOf(message) };
}

function upgraded({ message }: SaidError): PartialFacts {
  if (/message='Invalid (?:challenge response|upgrade header|connection header)'/u.test(message)) {
    return { phase: 'upgrade', code: 'INVALID_HEADER' };
  }
  return { phase: 'upgrade', status: statusOf(message) };
}

function statusOf(message: string): number | undefined {
  const found = /^([1-5]\d\d), message=/u.exec(message)?.[1];
  return found === undefined ? undefined : Number(found);
}

/** The type of a message: 8 is a close frame, with its code; 257 an end without one. */
function notText(error: SaidError, told: ToldFailure): PartialFacts | undefined {
  const [, type, code] =
    /^Received message (?:WSMsgType\.)?(8|257|258|CLOSED?|ERROR):(\w{1,20}) is not /u.exec(error.message) ?? [];
  if (type === undefined || !/^(?:TypeError|WSMessageTypeError)$/u.test(error.type)) return undefined;
  const phase = phaseOfConversation(told);
  if (code !== undefined && /^\d{4}$/u.test(code)) return { phase, closeCode: Number(code), closedBy: 'server' };
  return { phase, closeCode: 1006, closedBy: 'nobody' };
}

/** `ClientTimeout(total=…)`. */
function bareTimeout({ type, message }: SaidError, told: ToldFailure): PartialFacts | undefined {
  const isTheirs =
    type === 'TimeoutError' && message === '' && told.frames.some(({ file }) => /\/aiohttp\//u.test(file));
  if (!isTheirs) return undefined;
  const isUpgrade = told.frames.some(({ name }) => name === '_ws_connect');
  return { phase: isUpgrade ? 'upgrade' : 'http', code: 'TIMEOUT' };
}

function libraryOf(told: ToldFailure): string {
  const version = /\baiohttp[-/]{1,2}(\d{1,3}\.\d{1,3}(?:\.\d{1,3})?)\b/u.exec(told.text)?.[1];
  return version === undefined ? 'aiohttp' : `aiohttp ${version}`;
}
