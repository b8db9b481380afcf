import type { Probe, WebSocketProbe } from './probe.ts';

const secretName = /token|secret|key|auth|pass|jwt|session|cookie|sig/iu;
/** Shorter ones are words, not tokens; one of the real ones is 16 characters or more. */
const shortest = 12;
const longestName = 40;

/** What a probe takes along that may be a token, so that a peer that repeats it tells nobody. */
export function secretsOfProbe(probe: Probe): readonly string[] {
  const found = new Set<string>();
  for (const [name, value] of Object.entries(probe.headers)) {
    if (secretName.test(name)) addWords(found, value);
  }
  addAddress(found, probe.reach.url);
  if (probe.reach.proxy !== undefined) addAddress(found, probe.reach.proxy);
  if (probe.kind === 'websocket') {
    if (probe.firstMessage !== undefined) addWords(found, probe.firstMessage);
    for (const subprotocol of tokensAmong(probe)) addWord(found, subprotocol);
  }
  return [...found];
}

/** `Bearer TOKEN`, `session=TOKEN; theme=dark`, `{"token":"TOKEN"}`. */
function addWords(found: Set<string>, text: string): void {
  for (const word of text.split(/[\s;,"'{}[\]=:]+/u)) addWord(found, word);
}

/** `jwt, TOKEN`, `jwt.TOKEN`, and what is longer than names of subprotocols are. */
function tokensAmong({ subprotocols }: WebSocketProbe): readonly string[] {
  return subprotocols.flatMap((subprotocol, index) => {
    if (subprotocol.startsWith('jwt.')) return [subprotocol.slice(4), subprotocol];
    return subprotocols[index - 1] === 'jwt' || subprotocol.length >= longestName ? [subprotocol] : [];
  });
}

function addAddress(found: Set<string>, address: string): void {
  const url = URL.parse(address);
  if (url === null) return;
  if (url.password !== '') found.add(decoded(url.password));
  for (const [name, value] of url.searchParams) {
    if (secretName.test(name)) addWord(found, value);
  }
}

/** A JWT is known by its looks wherever it is: making a redactor for each that was minted would cost more than its probe. */
function addWord(found: Set<string>, word: string): void {
  if (word.length >= shortest && !/^(?:jwt\.)?eyJ[\w-]+\.[\w-]+\.[\w-]*$/u.test(word)) found.add(word);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
