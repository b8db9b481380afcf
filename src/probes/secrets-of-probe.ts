import type { Probe } from './probe.ts';

const secretHeaders: ReadonlySet<string> = new Set(['authorization', 'proxy-authorization', 'cookie', 'x-api-key']);
/** Shorter ones are words, not tokens; one of the real ones is 16 characters or more. */
const shortest = 12;

/** What a probe takes along that may be a token, so that a peer that repeats it tells nobody. */
export function secretsOfProbe(probe: Probe): readonly string[] {
  const found = new Set<string>();
  for (const [name, value] of Object.entries(probe.headers)) {
    if (secretHeaders.has(name.toLowerCase())) addWords(found, value);
  }
  addAddress(found, probe.reach.url);
  if (probe.reach.proxy !== undefined) addAddress(found, probe.reach.proxy);
  if (probe.kind === 'websocket') {
    if (probe.firstMessage !== undefined) addWords(found, probe.firstMessage);
    for (const subprotocol of probe.subprotocols) addSubprotocol(found, subprotocol);
  }
  return [...found];
}

/** `Bearer TOKEN`, `session=TOKEN; theme=dark`, `{"token":"TOKEN"}`. */
function addWords(found: Set<string>, text: string): void {
  for (const word of text.split(/[\s;,"'{}[\]=:]+/u)) addWord(found, word);
}

/** `jwt.TOKEN` or the token alone. */
function addSubprotocol(found: Set<string>, subprotocol: string): void {
  const dot = subprotocol.indexOf('.');
  if (subprotocol.length < 24) return;
  addWord(found, subprotocol);
  if (dot > 0) addWord(found, subprotocol.slice(dot + 1));
}

function addAddress(found: Set<string>, address: string): void {
  const url = URL.parse(address);
  if (url === null) return;
  if (url.password !== '') found.add(decoded(url.password));
  for (const [name, value] of url.searchParams) {
    if (/token|secret|key|auth|pass|jwt|session|sig/iu.test(name)) addWord(found, value);
  }
}

function addWord(found: Set<string>, word: string): void {
  if (word.length >= shortest) found.add(word);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
