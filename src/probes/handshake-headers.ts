const most = 50;
const mostCharacters = 500;
const left = /^(?:set-cookie2?|cookie|authorization|proxy-authorization|.*(?:token|secret|api-?key|session).*)$/u;

/** The headers of an answer that may be kept: no cookies, nothing that is named like a secret. */
export function keptHeaders(
  headers: ReadonlyMap<string, string>,
  hide: (text: string) => string,
): Readonly<Record<string, string>> {
  const kept = [...headers].filter(([name]) => !left.test(name)).slice(0, most);
  return Object.fromEntries(kept.map(([name, value]) => [name.slice(0, 100), hide(value).slice(0, mostCharacters)]));
}
