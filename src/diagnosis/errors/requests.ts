import type { ErrorParser, PartialFacts } from './failure-facts.ts';
import { networkCodeIn } from './network-codes.ts';
import type { SaidError } from './said-error.ts';
import { targetIn, timerIn } from './told-words.ts';

type Reading = (error: SaidError) => PartialFacts;

/** requests and the urllib3 below it, recorded with 2.28.1 / 1.26.12 and 2.34.2 / 2.8.0. Its text holds the whole chain. */
const readings: Readonly<Record<string, Reading>> = {
  ConnectionError: connection,
  NewConnectionError: connection,
  NameResolutionError: connection,
  MaxRetryError: connection,
  ProtocolError: connection,
  SSLError: (error) => networkCodeIn(error.message) ?? { phase: 'tls' },
  ProxyError: () => ({ phase: 'tcp', code: 'PROXY' }),
  ConnectTimeout: () => ({ phase: 'tcp', code: 'TIMEOUT' }),
  ConnectTimeoutError: () => ({ phase: 'tcp', code: 'TIMEOUT' }),
  ReadTimeout: () => ({ phase: 'http', code: 'TIMEOUT' }),
  ReadTimeoutError: () => ({ phase: 'http', code: 'TIMEOUT' }),
  ChunkedEncodingError: () => ({ phase: 'http', code: 'INCOMPLETE_BODY' }),
  ContentDecodingError: () => ({ phase: 'http', code: 'INVALID_BODY' }),
  JSONDecodeError: () => ({ phase: 'http', code: 'NOT_JSON' }),
  TooManyRedirects: () => ({ phase: 'http', code: 'REDIRECT' }),
  HTTPError: status,
  MissingSchema: () => ({ phase: 'before-io', code: 'INVALID_URL' }),
  InvalidSchema: () => ({ phase: 'before-io', code: 'INVALID_URL' }),
  InvalidURL: () => ({ phase: 'before-io', code: 'INVALID_URL' }),
  InvalidHeader: () => ({ phase: 'before-io', code: 'INVALID_HEADER' }),
};

export const requests: ErrorParser = {
  library: 'requests',
  read: (error) => {
    const library = /^(requests|urllib3)\b/u.exec(error.module)?.[1];
    const reading = Object.hasOwn(readings, error.type) ? readings[error.type] : undefined;
    if (library === undefined || reading === undefined) return undefined;
    const timerSeconds = timerIn(error.message);
    return { error: error.type, target: targetIn(error.message), timerSeconds, library, ...reading(error) };
  },
};

function connection({ message }: SaidError): PartialFacts {
  if (/Read timed out/u.test(message)) return { phase: 'http', code: 'TIMEOUT' };
  if (/RemoteDisconnected|Remote end closed connection without response/u.test(message)) {
    return { phase: 'http', code: 'CLOSED_WITHOUT_RESPONSE' };
  }
  if (/BadStatusLine/u.test(message)) return { phase: 'http', code: 'INVALID_RESPONSE' };
  return networkCodeIn(message) ?? { phase: 'tcp' };
}

/** `503 Server Error: Service Unavailable for url: http://…`. */
function status({ message }: SaidError): PartialFacts {
  const found = /^(\d{3}) (?:Client|Server) Error\b/u.exec(message)?.[1];
  return { phase: 'http', status: found === undefined ? undefined : Number(found) };
}
