const headerNames =
  /^(?:x-)?(?:instance(?:-id|-name)?|served-by|replica(?:-id)?|pod(?:-name)?|hostname|node(?:-id|-name)?|container-id|backend(?:-server)?|server-id|upstream)$/u;
const keyNames =
  /^(?:instance(?:_?id|_?name)?|replica(?:_?id)?|pod(?:_?name)?|host_?name|node_?id|container_?id|server_?id|pid)$/iu;
const longest = 80;

/** What an answer calls the process or machine that gave it, by a header or in its JSON; undefined where nothing does. */
export function instanceIn(headers: Readonly<Record<string, string>>, body: string): string | undefined {
  const named = Object.entries(headers).find(([name]) => headerNames.test(name));
  if (named !== undefined) return named[1].slice(0, longest);
  const parsed = parse(body);
  if (typeof parsed !== 'object' || parsed === null) return undefined;
  const found = Object.entries(parsed).find(([key, value]) => keyNames.test(key) && isName(value));
  return found === undefined ? undefined : String(found[1]).slice(0, longest);
}

function isName(value: unknown): value is string | number {
  return (typeof value === 'string' && value !== '') || typeof value === 'number';
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
