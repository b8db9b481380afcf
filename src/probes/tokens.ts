import { decodeJwt } from 'jose';

import type { Credential, Environment } from '#domain/configuration.ts';
import { OperatorError } from '#domain/operator-error.ts';
import type { ProbeProblem } from '#domain/probe.ts';
import { resolveSetting, type Variables } from '#domain/setting.ts';

import type { AuthorityFiles } from './prepare-authorities.ts';
import { abortedCode } from './probe-fault.ts';
import { mintJwt } from './token-jwt.ts';
import { login } from './token-login.ts';
import { spoilToken } from './token-spoil.ts';

export interface TokenWish {
  readonly environment: Environment;
  /** Its name among the credentials of the environment. */
  readonly credential: string;
  /**
   * `bad`: of the same shape, signed by nobody. Only of a `jwt` credential, and signed well: `expired` has run out, `roomy` is
   * valid from two hours ago until two hours after its end, so that a clock may be off by as much.
   */
  readonly token: 'good' | 'bad' | 'expired' | 'roomy';
}

export type TokenResult = { readonly token: string } | { readonly problem: ProbeProblem };

/** Gets tokens for probes: signs them, fetches them, or takes them as they are. Never rejects. */
export interface Tokens {
  get(wish: TokenWish, signal: AbortSignal): Promise<TokenResult>;
}

export interface TokensParts {
  readonly variables: Variables;
  readonly authorities: AuthorityFiles;
  readonly now?: (() => Date) | undefined;
  /** Told every token that was signed or fetched: it is a secret. */
  readonly onToken?: ((token: string) => void) | undefined;
}

interface Kept {
  readonly result: Promise<TokenResult>;
  /** Milliseconds; infinite while it is being made. */
  untilMs: number;
}

/** A token that was fetched and does not say when it runs out. */
const unsaidKeepMs = 60_000;
/** A failed sign-in is not repeated for each endpoint of a sweep. */
const failureLifeMs = 5_000;
/** Of its life, so that none runs out under way. */
const usedShare = 0.8;

/**
 * Tokens are kept for 80 % of their life, per credential as it is configured: after a reload they are new. There is never
 * more than one sign-in of a credential at a time.
 */
export function createTokens(parts: TokensParts): Tokens {
  const now = parts.now ?? (() => new Date());
  const keptOf = new WeakMap<Credential, Map<string, Kept>>();

  function keep(credential: Credential, wish: TokenWish): Promise<TokenResult> {
    const kept = keptOf.get(credential) ?? new Map<string, Kept>();
    keptOf.set(credential, kept);
    const key = `${wish.environment.name} ${wish.token}`;
    const before = kept.get(key);
    const make = async (): Promise<TokenResult> => {
      const result = await makeToken(credential, wish, { ...parts, now });
      made.untilMs = now().getTime() + keepMs(credential, result, now());
      if ('token' in result && credential.kind !== 'static') parts.onToken?.(result.token);
      return result;
    };
    if (before !== undefined && now().getTime() < before.untilMs) return before.result;
    const made: Kept = { result: make(), untilMs: Infinity };
    kept.set(key, made);
    return made.result;
  }

  return {
    async get(wish, signal) {
      const credential = wish.environment.credentials.get(wish.credential);
      if (credential === undefined) return noToken(`no credential is named "${wish.credential}"`);
      const isOfOtherTimes = wish.token === 'expired' || wish.token === 'roomy';
      if (isOfOtherTimes && credential.kind !== 'jwt') {
        return noToken('only a token that is signed here (jwt) can be given other times');
      }
      const result = await orAborted(keep(credential, isOfOtherTimes ? wish : { ...wish, token: 'good' }), signal);
      return wish.token === 'bad' && 'token' in result ? { token: spoilToken(result.token) } : result;
    },
  };
}

interface Making extends Omit<TokensParts, 'now'> {
  readonly now: () => Date;
}

async function makeToken(credential: Credential, wish: TokenWish, making: Making): Promise<TokenResult> {
  const { variables, authorities, now } = making;
  try {
    switch (credential.kind) {
      case 'static':
        return { token: resolveSetting(credential.token, variables) };
      case 'jwt':
        return { token: await mintJwt(credential, variables, { now: now(), times: wish.token }) };
      case 'login': {
        const { environment } = wish;
        return await login(credential, { environment, variables, authorities }, new AbortController().signal);
      }
    }
  } catch (error) {
    if (error instanceof OperatorError) {
      const message = `${error.message} (credentials.${wish.credential})`;
      return { problem: { code: error.code, message } };
    }
    return noToken(
      `credentials.${wish.credential} cannot sign: ${error instanceof Error ? error.message : 'no reason'}`,
    );
  }
}

function keepMs(credential: Credential, result: TokenResult, now: Date): number {
  if ('problem' in result) return credential.kind === 'login' ? failureLifeMs : 0;
  switch (credential.kind) {
    case 'static':
      return 0;
    case 'jwt':
      return credential.ttlMs * usedShare;
    case 'login': {
      const leftMs = leftOf(result.token, now);
      return leftMs === undefined ? unsaidKeepMs : leftMs * usedShare;
    }
  }
}

/** How long a token that came from elsewhere is still valid, where it says so. */
function leftOf(token: string, now: Date): number | undefined {
  try {
    const { exp } = decodeJwt(token);
    return exp === undefined ? undefined : Math.max(0, exp * 1_000 - now.getTime());
  } catch {
    return undefined;
  }
}

async function orAborted(result: Promise<TokenResult>, signal: AbortSignal): Promise<TokenResult> {
  const { promise, resolve } = Promise.withResolvers<TokenResult>();
  const abort = (): void => resolve({ problem: { code: abortedCode, message: 'Stopped before there was a token' } });
  if (signal.aborted) abort();
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([result, promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

function noToken(message: string): { readonly problem: ProbeProblem } {
  return { problem: { code: 'NO_TOKEN', message: `No token: ${message}` } };
}
