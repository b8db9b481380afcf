import { cutShort } from './cut-short.ts';

const most = 50;
const mostCharacters = 500;
const left =
  /^(?:set-cookie2?|cookie|authorization|proxy-authorization)$|token|secret|api-?key|session|password|credential|csrf|xsrf/u;

/** The headers of an answer that may be kept: no cookies, nothing that is named like a secret. */
export function keptHeaders(
  headers: ReadonlyMap<string, string>,
  hide: (text: string) => string,
): Readonly<Record<string, string>> {
  const kept = [...headers].filter(([name]) => isKeptHeader(name)).slice(0, most);
  return Object.fromEntries(kept.map(([name, value]) => [name.slice(0, 100), cutShort(hide(value), mostCharacters)]));
}

/** Of a lower-case name. */
export function isKeptHeader(name: string): boolean {
  return !left.test(name);
}
