import type { Agent } from 'undici';

import type { Environment, Service } from '#domain/configuration.ts';
import { atPointer } from '#domain/json-pointer.ts';
import { OperatorError } from '#domain/operator-error.ts';
import { resolveSetting, type Variables } from '#domain/setting.ts';

const wallMs = 3_000;
const maxBytes = 64 * 1_024;
const maxLength = 80;

export interface VersionReading {
  /** Service → version that it reports. */
  readonly versions: Readonly<Record<string, string>>;
  /** Service → why its version could not be read: `HTTP 503`, `no answer within 3 s`, `ECONNREFUSED`. */
  readonly gaps: Readonly<Record<string, string>>;
}

/** The versions that `askVersions` could read: nothing is guessed for the others. */
export async function readVersions(
  environment: Environment,
  variables: Variables,
  signal: AbortSignal,
): Promise<VersionReading['versions']> {
  return (await askVersions(environment, variables, signal)).versions;
}

/** Asks each service of an environment that has `version` right now, on a fresh connection each, for at most 3 s. */
export async function askVersions(
  environment: Environment,
  variables: Variables,
  signal: AbortSignal,
): Promise<VersionReading> {
  const asked = [...environment.services].filter(([, service]) => service.version !== undefined);
  if (asked.length === 0) return { versions: {}, gaps: {} };
  // Loaded when there is something to ask: it takes a third of the start of the terminal.
  const undici = await import('undici');
  const agent = new undici.Agent({ pipelining: 0, connect: { timeout: wallMs, ...(await authorities(environment)) } });
  const limit = AbortSignal.any([signal, AbortSignal.timeout(wallMs)]);
  try {
    const answers = await Promise.all(
      asked.map(
        async ([name, service]) => [name, await askVersion(service, variables, { agent, signal: limit })] as const,
      ),
    );
    return {
      versions: Object.fromEntries(
        answers.flatMap(([name, { version }]) => (version === undefined ? [] : [[name, version]])),
      ),
      gaps: Object.fromEntries(answers.flatMap(([name, { gap }]) => (gap === undefined ? [] : [[name, gap]]))),
    };
  } finally {
    void agent.destroy();
  }
}

/** Those of the environment beside those of Node; a file that cannot be read is as good as none. */
async function authorities({ tlsCa }: Environment): Promise<{ readonly ca?: string[] }> {
  if (tlsCa === undefined) return {};
  const [{ readFile }, { getCACertificates }] = await Promise.all([import('node:fs/promises'), import('node:tls')]);
  const own = await readFile(tlsCa, 'utf8').catch(() => undefined);
  return own === undefined ? {} : { ca: [...getCACertificates('default'), own] };
}

interface Answer {
  readonly version?: string | undefined;
  readonly gap?: string | undefined;
}

async function askVersion(
  service: Service,
  variables: Variables,
  by: { readonly agent: Agent; readonly signal: AbortSignal },
): Promise<Answer> {
  const [path = '', pointer] = (service.version ?? '').split('#');
  try {
    const url = new URL(resolveSetting(service.url, variables).replace(/\/$/u, '') + path);
    const undici = await import('undici');
    const answer = await undici.request(url, { dispatcher: by.agent, signal: by.signal });
    const text = await readCapped(answer.body);
    if (answer.statusCode !== 200) return { gap: `HTTP ${answer.statusCode}` };
    if (text === undefined) return { gap: `its answer is longer than ${maxBytes / 1_024} KiB` };
    const version = asVersion(pointer === undefined ? text : atPointer(JSON.parse(text), pointer));
    return version === undefined ? { gap: `there is no version in its answer at ${service.version}` } : { version };
  } catch (error) {
    return { gap: gapOf(error) };
  }
}

function gapOf(error: unknown): string {
  if (error instanceof OperatorError) return error.message;
  if (error instanceof SyntaxError) return 'its answer is not JSON';
  if (error instanceof Error && error.name === 'TimeoutError') return `no answer within ${wallMs / 1_000} s`;
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  return 'it could not be asked';
}

async function readCapped(body: AsyncIterable<Buffer>): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > maxBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function asVersion(value: unknown): string | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  const text = String(value).trim();
  return text === '' || text.length > maxLength || /[^\x20-\x7e]/u.test(text) ? undefined : text;
}
