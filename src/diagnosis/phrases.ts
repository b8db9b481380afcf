/** What texts of failures and bodies of refusals say in so many words: a word for each, and how libraries and servers put it. */
const phrases: readonly (readonly [string, RegExp])[] = [
  ['event-loop', /event loop is closed|(?:attached to|bound to) a different (?:event )?loop/iu],
  ['unexpected-keyword', /unexpected keyword argument/iu],
  [
    'relation-missing',
    /relation "?[\w.]{1,80}"? does not exist|no such table|column "?[\w.]{1,80}"? does not exist|UndefinedTable/iu,
  ],
  [
    'database-unreachable',
    /could not connect to (?:the )?(?:server|database)|server closed the connection unexpectedly|\bOperationalError\b|database (?:is )?(?:unavailable|down|unreachable)|connection to (?:the )?(?:server|database).{0,80}(?:failed|refused)|\b(?:5432|3306|27017)\b.{0,40}(?:refused|unreachable)|ECONNREFUSED.{0,40}:(?:5432|3306|27017)\b/iu,
  ],
  [
    'duplicate-key',
    /duplicate key value violates|violates unique constraint|UNIQUE constraint failed|Duplicate entry ['"][^'"\n]{0,80}['"] for key|\bE11000 duplicate key/iu,
  ],
  ['too-many-files', /too many open files|\bEMFILE\b/iu],
  ['no-free-port', /\bEADDRNOTAVAIL\b|cannot assign requested address/iu],
  ['out-of-memory', /out of memory|OOMKilled|\bMemoryError\b/iu],
  ['unsupported-subprotocol', /unsupported subprotocol|server sent an invalid subprotocol/iu],
  ['invalid-subprotocol', /invalid subprotocol/iu],
  ['no-subprotocol', /server sent no subprotocol/iu],
  ['client-certificate', /no required SSL certificate|certificate[ _]required/iu],
  ['plain-to-tls', /plain HTTP request was sent to HTTPS port/iu],
  [
    'header-too-large',
    /request header or cookie too large|header fields? too (?:large|long)|headers? (?:line |value )?(?:is |are )?too (?:large|long|big)|size of a request header field exceeds|limit request (?:headers? fields?|line)(?: size)?|exceeds (?:the )?(?:maximum|server) (?:header|limit)|got more than \d+ bytes/iu,
  ],
  ['no-upstream', /No server is available to handle this request|no healthy upstream|no available server\b/iu],
  [
    'upstream-timeout',
    /error reading from remote server|upstream (?:request |response |connect )?time(?:d[ -]?)?out|gateway time-?out|did not (?:receive a timely|respond in time|answer in time)/iu,
  ],
  [
    'in-a-lump',
    /\b(?:in|as) (?:one|a single|a) (?:lump|burst|batch|chunk)\b|\ball (?:arrived|came) at once\b|\bbuffered\b/iu,
  ],
  [
    'not-ready',
    /\b(?:still |is |service )?(?:loading|starting(?: up)?|warming(?: up)?|initiali[sz]ing)\b|\bnot (?:yet )?ready\b/iu,
  ],
  [
    'variable-missing',
    /KeyError:? ["'](?-i:[A-Z][A-Z0-9]*_[A-Z0-9_]+)["']|\b(?-i:[A-Z][A-Z0-9]*_[A-Z0-9_]+)["'`]? (?:is|was|must be|has)(?: not| n't)? (?:set|defined|configured|provided|missing|unset|required|empty)|\b(?:missing|required?|requires|needs|lacks|unset|undefined|no value for|cannot read)\b[^.\n]{0,40}?\b(?-i:[A-Z][A-Z0-9]*_[A-Z0-9_]+)\b|(?:environment|env)[ _]?var(?:iable)?s? [^.]{0,40}(?:missing|not set|unset|undefined|not defined|required)|missing (?:required )?(?:environment|env)[ _]?var/iu,
  ],
  [
    'bypass-disabled',
    /\b(?:bypass|e2e|test)[ _-]?(?:login|sign[ -]?in|auth\w*|mode|users?|access|bypass)?\b[^.\n]{0,30}\b(?:is|are) (?:disabled|off|not (?:enabled|allowed|available|permitted))\b/iu,
  ],
  [
    'switched-off',
    /\bfeature[ _-]?(?:flag[ _-]?)?(?:is[ _-])?(?:not[ _-]enabled|disabled|off\b)|\b(?:disabled|switched off|turned off|off) (?:by|in|since|through) (?:the )?(?:config|setting|feature|flag)/iu,
  ],
  ['rate-limit', /rate limit|too many requests/iu],
  [
    'pool-exhausted',
    /QueuePool limit|pool (?:is )?(?:exhausted|timed? ?out)|too many clients|remaining connection slots|\b(?:get|obtain|acquire|check ?out|waiting for) (?:an? )?(?:free |idle )?(?:\w{2,10} )?connection (?:from (?:the )?pool|within|after \d|in time)|acquiring a connection\. The pool|Connection is not available, request timed out/iu,
  ],
  [
    'user-limit',
    /\btoo many (?:open |active |concurrent )?(?:sessions?|connections?|sockets?|devices?|tabs?|windows?) (?:for|per|of) (?!role|database|server|host)|\b(?:sessions?|connections?|devices?) per (?:user|account)\b|\bsigned in (?:elsewhere|on another)|\breplaced by (?:a |an )?(?:newer|new|another|other|later) (?:connection|session|socket|tab|window|device)\b/iu,
  ],
  ['unknown-session', /session (?:id )?(?:unknown|not found|does not exist)|(?:unknown|no such|invalid) session/iu],
  [
    'token-expired',
    /(?:token|signature)(?: has| is)? expired|(?:jwt|token|session) (?:is |has )?(?:expired|run out)|expired (?:jwt|token)|"exp" claim|'exp' claim|exp(?:iration)? (?:claim )?(?:check failed|not satisfied)/iu,
  ],
  [
    'token-not-yet-valid',
    /(?<!certificate[^.\n]{0,40})not yet valid|not valid yet|(?:jwt|token) not active|issued in the future|used before (?:issued|nbf)|"(?:nbf|iat)" claim|clock skew/iu,
  ],
  [
    'key-id',
    /signing key|unknown (?:kid|key)|no (?:matching|applicable|suitable|such) key|no key (?:for|with|matches)|key (?:id )?(?:not found|unknown)|\bkid\b|jwks/iu,
  ],
  [
    'algorithm',
    /\balg(?:orithm)?\b[^.]{0,40}(?:not (?:allowed|supported|accepted|expected)|mismatch|invalid|unsupported|unexpected)|(?:invalid|unsupported|unexpected|wrong|disallowed) "?alg(?:orithm)?\b|signing method \S+ is invalid|unexpected signing method/iu,
  ],
  [
    'audience',
    /(?:invalid|unexpected|wrong|bad|missing) "?(?:aud(?:ience)?|iss(?:uer)?)\b|\b(?:aud(?:ience)?|iss(?:uer)?)"?(?: claim)? (?:doesn't match|does not match|is invalid|invalid|mismatch|not allowed|rejected)|invalid claims?\b/iu,
  ],
  [
    'signature',
    /signature (?:verification|validation) (?:failed|failure)|(?:invalid|bad|wrong|incorrect) (?:token )?signature|signature (?:is |does not |doesn't )?(?:invalid|mismatch|match|not valid)/iu,
  ],
  [
    'user-missing',
    /(?:user|account|subject|principal|member)\b[^.]{0,40}(?:does not exist|doesn't exist|not found|unknown|disabled|deactivated|deleted|suspended|not registered)|(?:unknown|no such|inactive) (?:user|account|subject)/iu,
  ],
  ['malformed-header', /(?:invalid|illegal|malformed) header/iu],
  [
    'origin',
    /origin\b[^.]{0,40}(?:not (?:allowed|permitted|in)|rejected|forbidden|denied|mismatch|invalid)|(?:invalid|bad|disallowed|forbidden|unknown) origin|cross-origin|\bCORS\b/iu,
  ],
];

export const phraseNames: readonly string[] = phrases.map(([name]) => name);

const longest = 20_000;

/** The word of what a text says, `none` where it says nothing known. The first that fits, in at most 20,000 characters. */
export function phraseOf(text: string): string {
  // Texts in JSON have their quotation marks escaped.
  const read = text.slice(0, longest).replaceAll('\\"', '"');
  return phrases.find(([, pattern]) => pattern.test(read))?.[0] ?? 'none';
}

/** What the refusal of somebody who has a token may say is wrong. */
export const refusals = [
  'signature',
  'algorithm',
  'audience',
  'key-id',
  'token-expired',
  'token-not-yet-valid',
  'user-missing',
  'origin',
] as const;

/** Phrases that name what a service has no more of, or cannot reach. */
export const resources: readonly string[] = [
  'too-many-files',
  'no-free-port',
  'pool-exhausted',
  'out-of-memory',
  'relation-missing',
  'database-unreachable',
];
