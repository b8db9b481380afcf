import { networkCodeIn } from './network-codes.ts';
import type { ErrorParser, PartialFacts } from './failure-facts.ts';
import type { SaidError } from './said-error.ts';
import type { ToldFailure } from './told-failure.ts';
import { targetIn } from './told-words.ts';

type Reading = (error: SaidError) => PartialFacts;

/**
 * httpx and the httpcore below it, recorded with 0.23.3 / 0.16.3 and 0.28.1 / 1.0.9: the same classes and words. An async
 * client says nothing after `ReadTimeout`, and `All connection attempts failed` for a refusal.
 */
const readings: Readonly<Record<string, Reading>> = {
  ConnectError: (error) => networkCodeIn(error.message) ?? { phase: 'tcp' },
  ConnectTimeout: () => ({ phase: 'tcp', code: 'TIMEOUT' }),
  ReadTimeout: () => ({ phase: 'http', code: 'TIMEOUT' }),
  WriteTimeout: () => ({ phase: 'http', code: 'TIMEOUT' }),
  PoolTimeout: () => ({ phase: 'before-io', code: 'POOL_TIMEOUT' }),
  ReadError: whileOpen,
  WriteError: whileOpen,
  CloseError: whileOpen,
  RemoteProtocolError: (error) => ({ phase: 'http', code: codeOfAnswer(error.message) }),
  ProtocolError: (error) => ({ phase: 'http', code: codeOfAnswer(error.message) }),
  LocalProtocolError: () => ({ phase: 'before-io', code: 'INVALID_HEADER' }),
  DecodingError: () => ({ phase: 'http', code: 'INVALID_BODY' }),
  ProxyError: () => ({ phase: 'tcp', code: 'PROXY' }),
  UnsupportedProtocol: () => ({ phase: 'before-io', code: 'INVALID_URL' }),
  InvalidURL: () => ({ phase: 'before-io', code: 'INVALID_URL' }),
  TooManyRedirects: () => ({ phase: 'http', code: 'REDIRECT' }),
  HTTPStatusError: status,
};

export const httpx: ErrorParser = {
  library: 'httpx',
  read: (error, told) => {
    if (!/^(?:httpx|httpcore)\b/u.test(error.module)) return undefined;
    const reading = Object.hasOwn(readings, error.type) ? readings[error.type] : undefined;
    if (reading === undefined) return undefined;
    return { target: targetIn(error.message), ...reading(error), error: error.type, library: libraryOf(told) };
  },
};

function whileOpen({ message }: SaidError): PartialFacts {
  const found = networkCodeIn(message);
  return { phase: found?.phase ?? 'http', code: found?.code };
}

/** `Server error '503 Service Unavailable' for url 'http://…'`. */
function status({ message }: SaidError): PartialFacts {
  const found = /^(?:Informational response|Redirect response|Client error|Server error) '(\d{3})\b/u.exec(
    message,
  )?.[1];
  return { phase: 'http', status: found === undefined ? undefined : Number(found) };
}

function codeOfAnswer(message: string): string {
  if (/disconnected without sending a response/u.test(message)) return 'CLOSED_WITHOUT_RESPONSE';
  return /peer closed connection without sending complete message body/u.test(message)
    ? 'INCOMPLETE_BODY'
    : 'INVALID_RESPONSE';
}

function libraryOf(told: ToldFailure): string {
  const version = /\b(?:python-)?httpx[-/]{1,2}(\d{1,3}\.\d{1,3}(?:\.\d{1,3})?)\b/u.exec(told.text)?.[1];
  return version === undefined ? 'httpx' : `httpx ${version}`;
}
