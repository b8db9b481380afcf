/** What texts of failures and bodies of refusals say in so many words: a word for each, and how libraries and servers put it. */
const phrases: readonly (readonly [string, RegExp])[] = [
  ['event-loop', /event loop is closed|(?:attached to|bound to) a different (?:event )?loop/iu],
  ['unexpected-keyword', /unexpected keyword argument/iu],
  [
    'relation-missing',
    /relation "?[\w.]{1,80}"? does not exist|no such table|column "?[\w.]{1,80}"? does not exist|UndefinedTable/iu,
  ],
  ['too-many-files', /too many open files|\bEMFILE\b/iu],
  ['out-of-memory', /out of memory|OOMKilled|\bMemoryError\b/iu],
  ['invalid-subprotocol', /invalid subprotocol/iu],
  ['unsupported-subprotocol', /unsupported subprotocol/iu],
  ['no-subprotocol', /server sent no subprotocol/iu],
  ['client-certificate', /no required SSL certificate|certificate[ _]required/iu],
  ['plain-to-tls', /plain HTTP request was sent to HTTPS port/iu],
  [
    'header-too-large',
    /request header or cookie too large|header fields too large|headers? (?:is |are )?too (?:large|long|big)/iu,
  ],
  ['rate-limit', /rate limit|too many requests/iu],
  [
    'pool-exhausted',
    /QueuePool limit|pool (?:is )?(?:exhausted|timed? ?out)|too many clients|remaining connection slots/iu,
  ],
  ['unknown-session', /session (?:id )?(?:unknown|not found)|unknown session/iu],
  ['token-expired', /(?:token|signature) (?:has |is )?expired|jwt expired/iu],
  ['token-not-yet-valid', /token (?:is )?not (?:yet )?valid(?: yet)?|jwt not active|issued in the future/iu],
  ['key-id', /signing key|unknown kid|no matching key|\bkid\b/iu],
  ['algorithm', /algorithm (?:is )?not (?:allowed|supported)|invalid algorithm/iu],
  ['audience', /invalid (?:audience|issuer)|(?:audience|issuer) (?:doesn't match|invalid|mismatch)/iu],
  ['signature', /signature verification failed|(?:invalid|bad|wrong) signature/iu],
  ['user-missing', /user (?:does not exist|not found|unknown)|(?:unknown|no such) user/iu],
  ['malformed-header', /(?:invalid|illegal|malformed) header/iu],
  ['origin', /origin (?:is )?not allowed|invalid origin|bad origin/iu],
];

export const phraseNames: readonly string[] = phrases.map(([name]) => name);

const longest = 20_000;

/** The word of what a text says, `none` where it says nothing known. The first that fits, in at most 20,000 characters. */
export function phraseOf(text: string): string {
  const read = text.slice(0, longest);
  return phrases.find(([, pattern]) => pattern.test(read))?.[0] ?? 'none';
}
