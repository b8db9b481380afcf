/** An address that discovery names. */
export interface Entry {
  readonly path: string;
  /** Where it is not the origin that was asked. */
  readonly origin?: string | undefined;
}

interface Asked {
  /** Where discovery itself is. */
  readonly at: URL;
  /** Others are not reached unasked. */
  readonly hosts: ReadonlySet<string>;
}

const mostDepth = 8;
const mostTexts = 500;
const longest = 300;

/** Paths, URLs, `host:port` and objects with a host and a port, wherever they stand in the answer; each once. */
export function entriesIn(body: string, asked: Asked): readonly Entry[] {
  const texts = textsIn(body);
  const found = texts.flatMap((text) => entryOf(text, asked) ?? []);
  const known = new Map(found.map((entry) => [`${entry.origin ?? ''}${entry.path}`, entry]));
  const own = asked.at.pathname + asked.at.search;
  return [...known.values()].filter(({ path, origin }) => origin !== undefined || (path !== own && path !== '/'));
}

/** Names of this machine all mean the same to a stack that runs on it. */
function isKnownHost(name: string, hosts: ReadonlySet<string>): boolean {
  return hosts.has(name) || (isLoopback(name) && [...hosts].some(isLoopback));
}

function isLoopback(name: string): boolean {
  return name === 'localhost' || name === '[::1]' || name.startsWith('127.');
}

function textsIn(body: string): readonly string[] {
  const texts: string[] = [];
  try {
    walk(JSON.parse(body), texts, 0);
  } catch {
    // Lines or markup: what looks like an address is one.
    texts.push(...[...body.matchAll(/(?:https?|wss?):\/\/[^\s"'<>,;]+|\b[\w.-]+:\d{2,5}\b/gu)].map(([text]) => text));
  }
  return texts.filter((text) => text.length <= longest && !/\s/u.test(text)).slice(0, mostTexts);
}

function walk(value: unknown, texts: string[], depth: number): void {
  if (texts.length >= mostTexts || depth > mostDepth) return;
  if (typeof value === 'string') texts.push(value);
  if (typeof value !== 'object' || value === null) return;
  const joined = joinedFrom(new Map(Object.entries(value)));
  if (joined === undefined) for (const each of Object.values(value)) walk(each, texts, depth + 1);
  else texts.push(joined);
}

/** `{ "host": "10.0.0.7", "port": 8080 }` as one address. */
function joinedFrom(fields: ReadonlyMap<string, unknown>): string | undefined {
  const textOf = (...names: readonly string[]): string | undefined =>
    names.map((name) => fields.get(name)).find((each) => typeof each === 'string');
  const host = textOf('host', 'hostname', 'address', 'ip');
  const port = fields.get('port');
  if (host === undefined || !/^\d{1,5}$/u.test(String(port))) return undefined;
  return `${textOf('scheme', 'protocol') ?? 'http'}://${host}:${String(port)}${textOf('path') ?? ''}`;
}

function entryOf(text: string, { at, hosts }: Asked): Entry | undefined {
  const isPath = text.startsWith('/') && !text.startsWith('//');
  const isAuthority = /^[\w.-]+:\d{1,5}$/u.test(text);
  const url = isPath ? URL.parse(text, at.href) : URL.parse(isAuthority ? `http://${text}` : text);
  if (url === null || !/^(?:https?|wss?):$/u.test(url.protocol) || !isKnownHost(url.hostname, hosts)) return undefined;
  const origin = `${url.protocol.startsWith('ws') ? url.protocol.replace('ws', 'http') : url.protocol}//${url.host}`;
  const path = url.pathname + url.search;
  return origin === at.origin ? { path } : { path, origin };
}
