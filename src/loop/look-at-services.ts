import type { Environment, Service } from '#domain/configuration.ts';
import { atPointer } from '#domain/json-pointer.ts';
import type { ProbeResult } from '#domain/probe.ts';
import type { HttpEndpoint } from '#probes/endpoints.ts';
import { prepareProbe, toResult } from '#probes/prepare-probe.ts';

import { cacheSign } from './cache-sign.ts';
import { instanceIn } from './instance-in.ts';
import type { LoopWorkerParts } from './loop-parts.ts';
import { uptimeIn } from './uptime-in.ts';

/** `plain` as any client asks; `fresh` past caches; `direct` round the proxy; `health`: the health path. */
export type Via = 'plain' | 'fresh' | 'direct' | 'health';

/** What one service said on one fresh connection. */
export interface Sample {
  readonly service: string;
  readonly via: Via;
  /** Milliseconds since the epoch, by our clock. */
  readonly atMs: number;
  readonly version?: string | undefined;
  /** Why there is no version: `HTTP 503`, `ECONNREFUSED`. */
  readonly gap?: string | undefined;
  /** Nothing that could answer was there: refused, reset, or a proxy that says so. */
  readonly isDown: boolean;
  /** Why the probe was not good, in a sentence. */
  readonly problem?: string | undefined;
  readonly instance?: string | undefined;
  readonly uptimeSeconds?: number | undefined;
  /** What says that it came out of a cache: `age: 31`. */
  readonly cached?: string | undefined;
}

export interface LookWish {
  readonly environment: Environment;
  /** How often the version of each service is asked for; half of them past caches. 0: only its health. */
  readonly samples: number;
  /** How often its health path is asked; one where it has none of its own. */
  readonly healthSamples: number;
}

export type LookParts = Pick<LoopWorkerParts, 'prober' | 'tokens' | 'authorities' | 'variables'>;

const atOnce = 4;
const keptCharacters = 65_536;
const answerMs = 3_000;
const longestVersion = 80;

/** Asks every service that says its version or its health, on fresh connections. Never rejects but for a bug. */
export async function lookAtServices(
  wish: LookWish,
  parts: LookParts,
  signal: AbortSignal,
): Promise<readonly Sample[]> {
  const asked = [...wish.environment.services].map(async ([name, service]) => {
    const samples: Sample[] = [];
    const asks = asksOf(service, wish);
    const worker = async (): Promise<void> => {
      for (let via = asks.shift(); via !== undefined && !signal.aborted; via = asks.shift())
        samples.push(await ask({ name, service, via, environment: wish.environment }, parts, signal));
    };
    await Promise.all(Array.from({ length: atOnce }, worker));
    return samples;
  });
  return (await Promise.all(asked)).flat();
}

function asksOf(service: Service, { samples, healthSamples }: LookWish): Via[] {
  const versions = service.version === undefined ? 0 : samples;
  const vias = Array.from({ length: versions }, (_, index) => viaAt(index));
  const direct = service.direct === undefined ? 0 : Math.ceil(versions / 4);
  const health = pathOfHealth(service) === undefined ? 0 : healthSamples;
  return [...vias, ...repeat('direct', direct), ...repeat('health', health)];
}

/** In the order of Thue and Morse: replicas that take turns would otherwise be met by one way of asking each. */
function viaAt(index: number): Via {
  const ones = index.toString(2).replaceAll('0', '').length;
  return ones % 2 === 0 ? 'plain' : 'fresh';
}

function repeat(via: Via, times: number): Via[] {
  return Array.from({ length: times }, () => via);
}

interface Ask {
  readonly name: string;
  readonly service: Service;
  readonly via: Via;
  readonly environment: Environment;
}

async function ask(wish: Ask, parts: LookParts, signal: AbortSignal): Promise<Sample> {
  const { name, via, service } = wish;
  const atMs = Date.now();
  const { result, body } = await probeOnce(wish, parts, signal);
  const { http, problem } = result;
  const read = via === 'health' ? {} : versionIn(service, body, http?.status, problem?.message);
  return {
    service: name,
    via,
    atMs,
    isDown: isDown(result),
    problem: problem?.message,
    instance: instanceIn(http?.headers ?? {}, body),
    uptimeSeconds: uptimeIn(body, { headers: http?.headers ?? {}, atMs }),
    cached: cacheSign(http?.headers ?? {}),
    ...read,
  };
}

interface Answered {
  readonly result: ProbeResult;
  readonly body: string;
}

async function probeOnce(
  { name, service, via, environment }: Ask,
  parts: LookParts,
  signal: AbortSignal,
): Promise<Answered> {
  const path = (via === 'health' ? pathOfHealth(service) : service.version?.split('#', 1)[0]) ?? '';
  const isFresh = via === 'fresh' || via === 'direct';
  const check = { path: isFresh ? withoutCaches(path) : path };
  const endpoint: HttpEndpoint = { kind: 'http', id: name, name, service, check, isBare: false };
  const changed = via === 'direct' ? ({ route: 'direct' } as const) : undefined;
  const wanted = { ...parts, environment, id: name, location: 'here', changed };
  const prepared = await prepareProbe(endpoint, wanted, signal);
  if ('unprepared' in prepared) return { result: toResult(prepared, endpoint, wanted), body: '' };
  if (prepared.kind !== 'http') throw new TypeError('a path of a service is asked by HTTP');
  const headers = isFresh ? { ...prepared.headers, ...pastCaches } : prepared.headers;
  const limits = { ...prepared.reach.limits, answerMs, wallMs: 2 * answerMs };
  const probe = { ...prepared, headers, reach: { ...prepared.reach, limits }, keptCharacters };
  const result = await parts.prober.probe(probe, signal);
  return { result, body: result.http?.body ?? '' };
}

const pastCaches = { 'cache-control': 'no-cache, no-store', pragma: 'no-cache' } as const;

function withoutCaches(path: string): string {
  return `${path}${path.includes('?') ? '&' : '?'}_teneleven=${Math.random().toString(36).slice(2)}`;
}

function pathOfHealth({ health, deepHealth }: Service): string | undefined {
  return health ?? deepHealth;
}

function versionIn(
  { version: at = '' }: Service,
  body: string,
  ...[status, problem]: readonly [number | undefined, string | undefined]
): Pick<Sample, 'version' | 'gap'> {
  if (status !== 200) return { gap: status === undefined ? (problem ?? 'no answer') : `HTTP ${status}` };
  const [, pointer] = at.split('#');
  try {
    const found = pointer === undefined ? body : atPointer(JSON.parse(body), pointer);
    const text = typeof found === 'string' || typeof found === 'number' ? String(found).trim() : '';
    if (text !== '' && text.length <= longestVersion && !/[^\x20-\x7e]/u.test(text)) return { version: text };
    return { gap: `there is no version in its answer at ${at}` };
  } catch {
    return { gap: 'its answer is not JSON' };
  }
}

const nobodyThere: ReadonlySet<number> = new Set([502, 503, 504]);
const refused = /^(?:ECONNREFUSED|ECONNRESET|EPIPE|EHOSTUNREACH)$/u;

function isDown({ http, problem }: ProbeResult): boolean {
  if (http?.status !== undefined) return nobodyThere.has(http.status);
  return problem !== undefined && refused.test(problem.code);
}
