import type { AuthForm } from '#domain/configuration.ts';
import type { ProbeProblem } from '#domain/probe.ts';

/** What goes out with the upgrade, and after it. */
export interface Handed {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  /** Those that carry the token; offered before the others. */
  readonly subprotocols: readonly string[];
  readonly firstMessage?: string | undefined;
}

export const illegalTokenCode = 'TOKEN_ILLEGAL_IN_SUBPROTOCOL';
/** RFC 9110: what may stand in a list of subprotocols. */
const illegalLetter = /[^!#$%&'*+\-.^_`|~0-9A-Za-z]/gu;

/**
 * Puts a token where its form says: `Authorization: Bearer TOKEN`, the subprotocols `jwt` and `TOKEN`, the subprotocol
 * `jwt.TOKEN`, `?token=TOKEN`, the cookie `token=TOKEN`, or `{"type":"auth","token":"TOKEN"}` as the first message.
 * A problem when no client could send it like that: then nothing is opened.
 */
export function handOver(
  token: string | undefined,
  form: AuthForm | undefined,
  { url, headers }: Pick<Handed, 'url' | 'headers'>,
): Handed | { readonly problem: ProbeProblem } {
  const plain: Handed = { url, headers, subprotocols: [] };
  if (token === undefined || form === undefined) return plain;
  switch (form) {
    case 'header':
      return { ...plain, headers: { ...headers, authorization: `Bearer ${token}` } };
    case 'subprotocol':
      return isLegal(token) ? { ...plain, subprotocols: ['jwt', token] } : illegal(token);
    case 'subprotocol-dot':
      return isLegal(token) ? { ...plain, subprotocols: [`jwt.${token}`] } : illegal(token);
    case 'query': {
      const withToken = new URL(url);
      withToken.searchParams.set('token', token);
      return { ...plain, url: withToken };
    }
    case 'cookie':
      return { ...plain, headers: { ...headers, cookie: `token=${encodeURIComponent(token)}` } };
    case 'first-message':
      return { ...plain, firstMessage: JSON.stringify({ type: 'auth', token }) };
  }
}

function isLegal(token: string): boolean {
  return token !== '' && token.search(illegalLetter) === -1;
}

function illegal(token: string): { readonly problem: ProbeProblem } {
  const letters = new Set((token.match(illegalLetter) ?? []).map(nameOf));
  const message = `The token has characters that no subprotocol may have: ${[...letters].slice(0, 5).join(', ')}`;
  return { problem: { code: illegalTokenCode, message } };
}

function nameOf(letter: string): string {
  return /[\x21-\x7e]/u.test(letter)
    ? `"${letter}"`
    : `U+${(letter.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`;
}
