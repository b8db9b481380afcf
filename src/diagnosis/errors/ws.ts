import type { ErrorParser, PartialFacts } from './failure-facts.ts';
import type { SaidError } from './said-error.ts';
import type { ToldFailure } from './told-failure.ts';
import { phaseOfConversation } from './told-words.ts';

type Rule = readonly [words: RegExp, facts: (found: RegExpExecArray) => PartialFacts];

const opening =
  (code: string): (() => PartialFacts) =>
  () => ({ phase: 'upgrade', code });
const broken =
  (closeCode: number): (() => PartialFacts) =>
  () => ({ closeCode, closedBy: 'client' });

/** Node's `ws`, recorded with 8.23; the words have not changed since 8.0. 101 is a server that answered it without the headers. */
const rules: readonly Rule[] = [
  [/\bUnexpected server response: (\d{3})\b/u, ([, status]) => ({ phase: 'upgrade', status: Number(status) })],
  [/\bServer sent no subprotocol\b/u, opening('NO_SUBPROTOCOL')],
  [/\bServer sent (?:an invalid subprotocol|a subprotocol but none was requested)\b/u, opening('SUBPROTOCOL')],
  [/\bOpening handshake has timed out\b/u, opening('TIMEOUT')],
  [/\bInvalid (?:Upgrade|Sec-WebSocket-Accept) header\b/u, opening('INVALID_HEADER')],
  [
    /\bServer sent an? (?:invalid )?Sec-WebSocket-Extensions header\b|\bInvalid Sec-WebSocket-Extensions header\b/u,
    opening('EXTENSION'),
  ],
  [/\bInvalid redirect URL\b|\bMaximum redirects exceeded\b/u, opening('REDIRECT')],
  [/\bMax payload size exceeded\b/u, broken(1009)],
  [/\bInvalid WebSocket frame: invalid UTF-8 sequence\b/u, broken(1007)],
  [/\bInvalid WebSocket frame: /u, broken(1002)],
  [/\bWebSocket was closed before the connection was established\b/u, () => ({ phase: 'upgrade', code: 'ABORTED' })],
  [/\bWebSocket is not open: readyState (?:2|3)\b/u, () => ({ code: 'NOT_OPEN' })],
];

export const ws: ErrorParser = {
  library: 'ws',
  read: (error, told) => {
    const facts = illegal(error) ?? byWords(error, told) ?? builtIn(error, told);
    return facts && { error: isPlain(error) ? (nameOf(facts) ?? error.type) : error.type, library: 'ws', ...facts };
  },
};

function byWords({ type, message }: SaidError, told: ToldFailure): PartialFacts | undefined {
  if (!/^(?:Error|RangeError|AssertionError|)$/u.test(type)) return undefined;
  // What a test expected is no answer: `did not match the regular expression /Unexpected server response: 401/`.
  const said = message.slice(0, 4_000).replaceAll(/regular expression \/[^\n]{0,400}?\/[a-z]{0,8}\.? Input/gu, '');
  for (const [words, facts] of rules) {
    const found = words.exec(said);
    if (found !== null) return { phase: phaseOfConversation(told), ...facts(found) };
  }
  return undefined;
}

function illegal({ type, message }: SaidError): PartialFacts | undefined {
  const isSubprotocol =
    type === 'SyntaxError' &&
    /^An invalid or duplicated subprotocol was specified|Invalid Sec-WebSocket-Protocol value/u.test(message);
  if (isSubprotocol) return { phase: 'before-io', code: 'INVALID_SUBPROTOCOL' };
  const isUrl = type === 'SyntaxError' && /^(?:The URL's protocol must be one of|Invalid URL: )/u.test(message);
  return isUrl ? { phase: 'before-io', code: 'INVALID_URL' } : undefined;
}

/** The `WebSocket` of Node itself hides why: a refused upgrade, a refused connection and a lost one are one `TypeError`. */
function builtIn({ type, message }: SaidError, told: ToldFailure): PartialFacts | undefined {
  const isTheirs = told.frames.some(({ name }) =>
    /^(?:#?onSocketClose|failWebsocketConnection)$/u.test(name.replace(/^Object\./u, '')),
  );
  const isVague = type === 'TypeError' && (message === '' || /network error or non-101 status code/u.test(message));
  return isTheirs && isVague
    ? { phase: 'unknown', code: 'CONNECTION_LOST', library: 'undici WebSocket', error: 'WebSocket error' }
    : undefined;
}

function isPlain({ type }: SaidError): boolean {
  return type === 'Error' || type === 'RangeError' || type === 'AssertionError' || type === '';
}

function nameOf({ code, status, closeCode }: PartialFacts): string | undefined {
  if (status !== undefined) return 'UnexpectedServerResponse';
  return code ?? (closeCode === undefined ? undefined : `CLOSE_${closeCode}`);
}
