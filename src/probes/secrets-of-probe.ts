import type { Probe, WebSocketProbe } from './probe.ts';

const secretName = /token|secret|key|auth|pass|jwt|session|cookie|sig/iu;
/** Shorter ones are words, not tokens; one of the real ones is 16 characters or more. */
const shortest = 12;
const longestName = 40;

/** What a probe takes along that may be a token, so that a peer that repeats it tells nobody. */
export function secretsOfProbe(probe: Probe): readonly string[] {
  const found = new Set<string>();
  for (const [name, value] of Object.entries(probe.headers)) {
    if (secretName.test(name)) addHeader(found, name.toLowerCase(), value);
  }
  addAddress(found, probe.reach.url);
  if (probe.reach.proxy !== undefined) addAddress(found, probe.reach.proxy);
  if (probe.kind === 'websocket') {
    if (probe.firstMessage !== undefined) addMessage(found, probe.firstMessage);
    for (const subprotocol of tokensAmong(probe)) addWord(found, subprotocol);
  }
  return [...found];
}

/** Whole as well as in words: a token may have letters that part words, and a peer may decode it before it repeats it. */
function addHeader(found: Set<string>, name: string, value: string): void {
  addWords(found, value);
  if (name === 'cookie') {
    for (const pair of value.split(/;\s*/u)) addWhole(found, pair.slice(pair.indexOf('=') + 1));
    return;
  }
  const credential = name.endsWith('authorization') ? value.replace(/^\S+\s+/u, '') : value;
  addWhole(found, credential);
  if (/^basic\s/iu.test(value)) addPassword(found, Buffer.from(credential, 'base64').toString('utf8'));
}

function addPassword(found: Set<string>, pair: string): void {
  const colon = pair.indexOf(':');
  if (colon !== -1) found.add(pair.slice(colon + 1));
}

function addMessage(found: Set<string>, message: string): void {
  addWords(found, message);
  for (const [text] of message.matchAll(/"(?:[^"\\]|\\.)*"/gu)) addWhole(found, unquoted(text));
}

function unquoted(text: string): string {
  try {
    return String(JSON.parse(text));
  } catch {
    return text.slice(1, -1);
  }
}

/** As it is, decoded, and encoded once more, as in an address that stands in another one. */
function addWhole(found: Set<string>, text: string): void {
  const plain = decoded(text);
  for (const spelling of new Set([text, plain, encodeURIComponent(plain.toWellFormed())])) addWord(found, spelling);
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
    if (secretName.test(name)) addWhole(found, value);
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
