import type { ProbeProblem } from '#domain/probe.ts';
import type { Setting, Variables } from '#domain/setting.ts';

/** A setting that is needed, and the key of the configuration that it stands under. */
export interface NamedSetting {
  readonly key: string;
  readonly setting: Setting;
}

/** In place of what could not be had. */
export type Problem = { readonly problem: ProbeProblem };

/** The values in the same order; one problem names all variables that are missing, and where they are used. */
export function resolveAll(
  settings: readonly NamedSetting[],
  variables: Variables,
): { readonly values: readonly string[] } | Problem {
  const values = settings.map(({ setting }) =>
    typeof setting === 'string' ? setting : (variables[setting.env] ?? ''),
  );
  const missing = settings.filter(({ setting }, index) => typeof setting !== 'string' && values[index] === '');
  return missing.length === 0 ? { values } : { problem: missingVariables(missing) };
}

function missingVariables(missing: readonly NamedSetting[]): ProbeProblem {
  const keysOf = new Map<string, string[]>();
  for (const { key, setting } of missing) {
    if (typeof setting === 'string') continue;
    keysOf.set(setting.env, [...(keysOf.get(setting.env) ?? []), key]);
  }
  const said = [...keysOf].map(([name, keys]) => `${name} (${keys.join(', ')})`);
  const noun = said.length === 1 ? 'The variable is not set' : 'These variables are not set';
  return { code: 'MISSING_VARIABLE', message: `${noun}: ${said.join(', ')}` };
}

/** An address without user and password, and those as `Basic …`. */
export interface Address {
  readonly url: URL;
  readonly authorization?: string | undefined;
}

/** Parses a resolved address. Its text is not repeated when it is none: it may be a secret that was put in the wrong place. */
export function parseAddress(text: string, key: string, schemes: readonly string[]): Address | Problem {
  const url = URL.parse(text.trim());
  if (url === null || !schemes.includes(url.protocol) || url.hostname === '') {
    return {
      problem: { code: 'BAD_ADDRESS', message: `${key} is no address that begins with ${schemes.join(' or ')}//` },
    };
  }
  const authorization = basicOf(url);
  url.username = '';
  url.password = '';
  url.hash = '';
  return { url, authorization };
}

function basicOf({ username, password }: URL): string | undefined {
  if (username === '' && password === '') return undefined;
  return `Basic ${Buffer.from(`${decoded(username)}:${decoded(password)}`).toString('base64')}`;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** A path below a base address, whose own path and query stay. */
export function joinPath(base: URL, path: string): URL {
  const [pathname = '', query] = path.split(/\?(.*)/su);
  const joined = new URL(base);
  joined.pathname = base.pathname.replace(/\/$/u, '') + pathname;
  const queries = [base.search.slice(1), query ?? ''].filter((each) => each !== '');
  joined.search = queries.join('&');
  return joined;
}

/** The code of the first header that no client could send, so that nothing is opened for it. */
export function checkHeaders(headers: Readonly<Record<string, string>>): ProbeProblem | undefined {
  const wrong = Object.entries(headers).find(
    ([name, value]) => !/^[!#$%&'*+\-.^_`|~\w]+$/u.test(name) || /[^\t\x20-\x7e\x80-\xff]/u.test(value),
  );
  if (wrong === undefined) return undefined;
  return {
    code: 'BAD_HEADER',
    message: `The header "${wrong[0].slice(0, 60)}" has characters that a header cannot have`,
  };
}

/** As a result shows it: without user, password and query; empty when its variable is not set. */
export function shownAddress(setting: Setting, variables: Variables): string {
  const url = URL.parse(typeof setting === 'string' ? setting : (variables[setting.env] ?? ''));
  return url === null ? '' : `${url.protocol}//${url.host}${url.pathname}`;
}
