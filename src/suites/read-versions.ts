import type { Agent } from 'undici';

import type { Environment, Service } from '#domain/configuration.ts';
import { resolveSetting, type Variables } from '#domain/setting.ts';

const wallMs = 3_000;
const maxBytes = 64 * 1_024;
const maxLength = 80;

/**
 * The version that each service of an environment reports right now, on a fresh connection each. A service
 * that has no `version`, does not answer within 3 s or answers something else is left out: nothing is guessed.
 */
export async function readVersions(
  environment: Environment,
  variables: Variables,
  signal: AbortSignal,
): Promise<Readonly<Record<string, string>>> {
  const asked = [...environment.services].filter(([, service]) => service.version !== undefined);
  if (asked.length === 0) return {};
  // Loaded when there is something to ask: it takes a third of the start of the terminal.
  const undici = await import('undici');
  const agent = new undici.Agent({ pipelining: 0, connect: { timeout: wallMs } });
  const limit = AbortSignal.any([signal, AbortSignal.timeout(wallMs)]);
  try {
    const read = await Promise.all(
      asked.map(async ([name, service]) => {
        const version = await readVersion(service, variables, { agent, signal: limit });
        return version === undefined ? [] : [[name, version] as const];
      }),
    );
    return Object.fromEntries(read.flat());
  } finally {
    void agent.destroy();
  }
}

async function readVersion(
  service: Service,
  variables: Variables,
  by: { readonly agent: Agent; readonly signal: AbortSignal },
): Promise<string | undefined> {
  if (service.version === undefined) return undefined;
  const [path = '', pointer] = service.version.split('#');
  try {
    const url = new URL(resolveSetting(service.url, variables).replace(/\/$/u, '') + path);
    const undici = await import('undici');
    const answer = await undici.request(url, { dispatcher: by.agent, signal: by.signal });
    const text = await readCapped(answer.body);
    if (answer.statusCode !== 200 || text === undefined) return undefined;
    return asVersion(pointer === undefined ? text : atPointer(JSON.parse(text), pointer));
  } catch {
    return undefined;
  }
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

/** RFC 6901. */
function atPointer(value: unknown, pointer: string): unknown {
  const steps = pointer.split('/').slice(1);
  return steps.reduce<unknown>((at, step) => {
    const key = step.replaceAll('~1', '/').replaceAll('~0', '~');
    return typeof at === 'object' && at !== null && Object.hasOwn(at, key) ? Reflect.get(at, key) : undefined;
  }, value);
}

function asVersion(value: unknown): string | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  const text = String(value).trim();
  return text === '' || text.length > maxLength || /[^\x20-\x7e]/u.test(text) ? undefined : text;
}
