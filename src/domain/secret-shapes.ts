export interface Span {
  readonly start: number;
  readonly end: number;
}

/** What a look at one possible beginning found. */
export interface Sighting {
  readonly span?: Span | undefined;
  /** Further beginnings of the same shape before this position belong to this one, or fail like it. Keeps the search linear. */
  readonly seenUpTo: number;
}

/** A kind of secret that is known by its looks. A sighting that reaches the end of the text may go on in the next piece. */
export interface SecretShape {
  /** Texts that an occurrence begins with, or has directly before it. */
  readonly beginnings: readonly string[];
  look(text: string, beginning: Span): Sighting;
}

const nameSeparator = /\\{0,2}["']?[ \t]{0,3}(?:=>|[:=,])[ \t]{0,3}b?\\{0,2}(["']?)/y;
const authScheme = /(?:basic|bearer|token|negotiate|ntlm|api-?key|key)[ \t]{1,3}/iy;
const listScheme = /(?:digest|hawk|signature|aws4-hmac-sha256)[ \t]/iy;
/** Words that follow "Bearer" or "Authorization:" in prose and in `WWW-Authenticate`, where they are evidence. */
const prose =
  /(?:auth\w*|tokens?|credentials?|schemes?|formats?|headers?|realm|scope|error\w*|required|missing|invalid|expired|null|none|undefined)(?![\w.-])/iy;

const jwt: SecretShape = {
  beginnings: ['eyJ'],
  look(text, { start }) {
    const header = runEnd(/[\w-]*/y, text, start);
    const dot = text[header] === '.' ? 1 : 0;
    if (header + dot === text.length) return { seenUpTo: text.length };
    const payload = runEnd(/\.[\w-]+/y, text, header);
    // The five parts of an encrypted one, and three dots where it was cut.
    const end = payload > header ? runEnd(/(?:\.[\w-]*){1,6}/y, text, payload) : header;
    const isToken = header - start >= 8 && (end > payload || payload === text.length);
    return { span: isToken ? { start, end } : undefined, seenUpTo: isToken ? end : header };
  },
};

/** A JWT in base64 once more, as some send it in a WebSocket subprotocol. */
const encodedJwt: SecretShape = {
  beginnings: ['ZXlK'],
  look: (text, { start }) => atLeast(64, start, runEnd(/[\w+/=-]*/y, text, start)),
};

const bearer: SecretShape = {
  beginnings: ['Bearer ', 'bearer ', 'BEARER '],
  look: (text, { end }) => lookAtToken(text, runEnd(/ {1,3}/y, text, end)),
};

const authorization: SecretShape = {
  beginnings: ['uthorization', 'UTHORIZATION'],
  look(text, beginning) {
    const value = valueAfter(text, beginning.end);
    if (value === undefined) return { seenUpTo: runEnd(/[\\"' \t:=,b]{0,16}/y, text, beginning.end) };
    const afterList = runEnd(listScheme, text, value.start);
    if (afterList > value.start) return atLeast(1, afterList, runEnd(/[^\n\r]*/y, text, afterList));
    const token = runEnd(authScheme, text, value.start);
    if (value.quote === '') return lookAtToken(text, token);
    const end = runEnd(value.quote === '"' ? /[^"\n\r]*/y : /[^'\n\r]*/y, text, token);
    return text.startsWith('[redacted]', token) ? { seenUpTo: end } : atLeast(1, token, end);
  },
};

const slackToken: SecretShape = {
  beginnings: ['xox', 'xapp-'],
  look(text, { start }) {
    const seenUpTo = runEnd(/[\w.-]*/y, text, start);
    const end = runEnd(/(?:xox[a-z](?:\.xox[a-z])?|xapp)-[\w-]{6,}/y, text, start);
    return { span: end > start ? { start, end } : undefined, seenUpTo };
  },
};

const awsKeyId: SecretShape = {
  beginnings: ['AKIA', 'ASIA'],
  look: (text, { start }) => atLeast(20, start, runEnd(/[A-Z0-9]*/y, text, start)),
};

const awsSecret: SecretShape = {
  beginnings: ['_secret_access_key', '_SECRET_ACCESS_KEY', 'ecretAccessKey', 'aws_session_token', 'AWS_SESSION_TOKEN'],
  look(text, { end }) {
    const start = valueAfter(text, end)?.start ?? end;
    return atLeast(16, start, runEnd(/[\w/+=-]*/y, text, start));
  },
};

/** The password of a URL, or a user that is as long as a token. */
const urlPassword: SecretShape = {
  beginnings: ['://'],
  look(text, { end: start }) {
    const seenUpTo = runEnd(/[^\s/?#"'<>\\]*/y, text, start);
    const authority = text.slice(start, seenUpTo);
    const at = authority.lastIndexOf('@');
    const colon = authority.indexOf(':');
    if (at <= 0) return { seenUpTo };
    if (colon >= 0 && colon < at) return { span: { start: start + colon + 1, end: start + at }, seenUpTo };
    return at >= 16 ? { span: { start, end: start + at }, seenUpTo } : { seenUpTo };
  },
};

/** What a client could not offer as a subprotocol is a token that stands where it must not. */
const refusedSubprotocol: SecretShape = {
  beginnings: ['invalid subprotocol: '],
  look: (text, { end }) => atLeast(16, end, runEnd(/[^\s'"`\\,]*/y, text, end)),
};

export const secretShapes: readonly SecretShape[] = [
  jwt,
  encodedJwt,
  bearer,
  authorization,
  slackToken,
  awsKeyId,
  awsSecret,
  urlPassword,
  refusedSubprotocol,
];

function lookAtToken(text: string, start: number): Sighting {
  const end = runEnd(/[^\s"'`<>,;(){}[\]\\]*/y, text, start);
  return runEnd(prose, text, start) > start ? { seenUpTo: end } : atLeast(6, start, end);
}

function atLeast(length: number, start: number, end: number): Sighting {
  return { span: end - start >= length ? { start, end } : undefined, seenUpTo: end };
}

/** Where the value of `name: value`, `"name": "value"` or `(b'name', b'value')` begins. */
function valueAfter(text: string, nameEnd: number): { readonly start: number; readonly quote: string } | undefined {
  nameSeparator.lastIndex = nameEnd;
  const found = nameSeparator.exec(text);
  return found === null ? undefined : { start: nameSeparator.lastIndex, quote: found[1] ?? '' };
}

/** Where the run that `pattern` (sticky) matches at `start` ends; `start` when it does not match. */
function runEnd(pattern: RegExp, text: string, start: number): number {
  pattern.lastIndex = start;
  return pattern.test(text) ? pattern.lastIndex : start;
}
