import type { Configuration, Environment } from '#domain/configuration.ts';
import { formatDuration } from '#domain/duration.ts';
import { OperatorError } from '#domain/operator-error.ts';
import type { Factor } from '#domain/pair.ts';
import type { Probing, ProbingAim } from '#domain/probing.ts';
import type { Variables } from '#domain/setting.ts';
import type { Request, Store } from '#state/state.ts';

import type { AdHocLimits } from './ad-hoc-limits.ts';
import { checkUrl } from './check-url.ts';
import { selectEndpoints } from './endpoints.ts';
import { findConfigured } from './find-configured.ts';
import { findProbing } from './find-probing.ts';
import { isAddress, isProbingId } from './probing-target.ts';

export interface ProbingWish {
  /** An endpoint, a name with several, `all`, an address, or an earlier probing that is to be repeated. */
  readonly target: string;
  /** The one that was named; absent where none was. */
  readonly environment?: Environment | undefined;
  /** Used where none was named. */
  readonly fallback: Environment | undefined;
  readonly factors?: readonly Factor[] | undefined;
}

export interface Surroundings {
  readonly request: Request;
  readonly configuration: Configuration;
  readonly variables: Variables;
  readonly store: { readonly watch: Pick<Store['watch'], 'probings'> };
  readonly limits: AdHocLimits;
  readonly now: () => Date;
}

export interface RequestedProbing {
  readonly probing: Probing;
  /** Probings that were asked for before and have not ended. */
  readonly ahead: number;
}

const mostActive = 100;

/**
 * Checks what is to be measured and records it. Throws `UNKNOWN_ENDPOINT`, `UNKNOWN_PROBING`, `BAD_WORDS`; for an address that is
 * not configured `BAD_URL`, `ADDRESS_REFUSED`, `TOO_MANY_PROBES`.
 */
export async function requestProbing(wish: ProbingWish, around: Surroundings): Promise<RequestedProbing> {
  const { request, store, now } = around;
  const active = await store.watch.probings.active();
  if (active.length >= mostActive)
    throw tooMany(`${active.length} probes are waiting already`, 'Try again in a minute');
  const { environment, aim } = await aimOf(wish, around);
  if (aim.kind === 'address') takeToken(request, around);
  const { probing } = await store.watch.probings.add({
    requestId: request.id,
    environment: environment?.name,
    aim,
    requestedBy: request.actor,
    place: request.place,
    queuedAt: now().toISOString(),
  });
  return { probing, ahead: active.filter(({ id }) => id !== probing.id).length };
}

interface Aimed {
  readonly environment: Environment | undefined;
  readonly aim: ProbingAim;
}

async function aimOf(wish: ProbingWish, around: Surroundings): Promise<Aimed> {
  if (isProbingId(wish.target)) return repeat(await findProbing(wish.target, around.store), wish, around);
  return isAddress(wish.target) ? addressAim(wish.target, wish, around) : endpointAim(wish.target, wish);
}

/** As it was asked for then, with the endpoints that the word means now. */
function repeat(earlier: Probing, wish: ProbingWish, around: Surroundings): Aimed {
  const { aim } = earlier;
  if (aim.kind === 'address') return addressAim(aim.url, wish, around);
  const environment = wish.environment ?? around.configuration.environments.get(earlier.environment ?? '');
  if (environment === undefined) {
    throw new OperatorError({
      code: 'UNKNOWN_ENVIRONMENT',
      message: `"${earlier.environment ?? ''}" of ${earlier.id} is not configured any more`,
      hint: `Known environments: ${[...around.configuration.environments.keys()].join(', ')}`,
    });
  }
  if (aim.kind === 'pairs')
    return endpointAim(aim.endpoint, { ...wish, environment, factors: wish.factors ?? aim.factors });
  if (aim.sweep !== undefined && wish.factors === undefined) return { environment, aim };
  const [only, ...others] = aim.endpoints;
  return endpointAim(others.length === 0 && only !== undefined ? { id: only } : aim.word, { ...wish, environment });
}

/** One endpoint and none of those below its name. */
interface Exact {
  readonly id: string;
}

function endpointAim(wanted: string | Exact, { environment: named, fallback, factors }: ProbingWish): Aimed {
  const word = typeof wanted === 'string' ? wanted : wanted.id;
  const environment = named ?? fallback;
  if (environment === undefined) throw new TypeError('a configuration has an environment');
  const meant = select(word, environment);
  const endpoints = typeof wanted === 'string' ? meant : meant.filter((id) => id === word);
  if (factors === undefined) return { environment, aim: { kind: 'endpoints', word, endpoints } };
  // A name with several forms is also the id of the first.
  const endpoint = endpoints.find((id) => id === word) ?? (endpoints.length === 1 ? endpoints[0] : undefined);
  if (endpoint !== undefined) return { environment, aim: { kind: 'pairs', word, endpoint, factors } };
  throw new OperatorError({
    code: 'BAD_WORDS',
    message: `"${word.slice(0, 60)}" means ${endpoints.length} endpoints, and one can be varied at a time`,
    hint: `Name one of: ${endpoints.slice(0, 20).join(', ')}`,
  });
}

function select(word: string, environment: Environment): readonly string[] {
  try {
    return selectEndpoints(word, environment).map(({ id }) => id);
  } catch (error) {
    if (!(error instanceof OperatorError) || !/[./]/u.test(word)) throw error;
    const { code, message, hint } = error;
    throw new OperatorError({ code, message, hint: `${hint}. An address begins with its scheme, such as https://` });
  }
}

function addressAim(address: string, wish: ProbingWish, around: Surroundings): Aimed {
  const configured = findConfigured(address, around, wish.environment);
  if (configured !== undefined)
    return endpointAim({ id: configured.endpoint.id }, { ...wish, environment: configured.environment });
  const { url } = checkUrl(address);
  if (wish.factors === undefined) return { environment: undefined, aim: { kind: 'address', url } };
  throw new OperatorError({
    code: 'BAD_WORDS',
    message: 'Only an endpoint of the configuration can be varied',
    hint: 'Probe the address without "vary", or add it to e2e.yaml',
  });
}

function takeToken({ actor }: Request, { limits, now }: Surroundings): void {
  const waitMs = limits.take(actor.id, now());
  if (waitMs === undefined) return;
  throw tooMany(
    'That is too many probes of addresses that are not configured (5 a minute for each person, 20 for all)',
    `Try again in ${formatDuration(Math.max(1_000, waitMs))}; endpoints of the configuration are not limited`,
  );
}

function tooMany(message: string, hint: string): OperatorError {
  return new OperatorError({ code: 'TOO_MANY_PROBES', message, hint });
}
