import type { WebSocketProbe } from './probe.ts';
import type { CloseFrame } from './websocket-close-log.ts';

/**
 * Codes that say by themselves that somebody was not let in: 1008 as FastAPI and Starlette use it, 3000 and 3003 as
 * registered with IANA, 4001, 4003 and 44xx as the counterparts of HTTP that applications use.
 */
const codesOfRefusal: ReadonlySet<number> = new Set([1008, 3000, 3003, 4001, 4003, 4401, 4403]);
/** Codes of a server that restarts, is full or has limits: they say nothing of who we are, whatever the token. */
const codesOfOperation: ReadonlySet<number> = new Set([1001, 1009, 1012, 1013, 1014]);
const wordsOfRefusal =
  /auth|token|jwt|credential|forbidden|permission|denied|signature|expired|not allowed|log ?in|sign ?in/iu;

/**
 * Whether a close before the first event was a refusal of who we are. It is when its code or its reason says so, or when
 * we came with a token that is no good. A plain 1011 with a good token is not held against auth: it may as well be what
 * comes after, and one connection cannot tell.
 */
export function isRefusal(probe: Pick<WebSocketProbe, 'authBy' | 'token'>, close: CloseFrame | undefined): boolean {
  if (probe.authBy === undefined || close?.by !== 'server' || codesOfOperation.has(close.code)) return false;
  return probe.token !== 'good' || codesOfRefusal.has(close.code) || wordsOfRefusal.test(close.reason);
}

export const tokenWords = {
  good: 'a good token',
  bad: 'a bad token',
  expired: 'an expired token',
  roomy: 'a token with room for clocks',
  none: 'no token',
} as const;
