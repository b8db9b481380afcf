import { decodeJwt, decodeProtectedHeader } from 'jose';

import type { TokenFacts } from '../evidence.ts';
import type { GatherParts } from './gather-parts.ts';

const longest = 200;

/** Gets a token of each credential and reads what it says of itself. The tokens are forgotten here. */
export function gatherTokens(parts: GatherParts, signal: AbortSignal): Promise<readonly TokenFacts[]> {
  const { environment, tokens, now } = parts;
  return Promise.all(
    [...environment.credentials].map(async ([credential, { kind }]): Promise<TokenFacts> => {
      const got = await tokens.get({ environment, credential, token: 'good' }, signal);
      const facts = { credential, kind, at: now().toISOString(), isJwt: false };
      return 'problem' in got ? { ...facts, problem: got.problem.message } : { ...facts, ...claimsOf(got.token) };
    }),
  );
}

type Claims = Pick<TokenFacts, 'isJwt' | 'alg' | 'kid' | 'iss' | 'aud' | 'expiresAt' | 'lifeSeconds'>;

function claimsOf(token: string): Claims {
  try {
    const { alg, kid } = decodeProtectedHeader(token);
    const { iss, aud, exp, iat } = decodeJwt(token);
    return {
      isJwt: true,
      alg: cut(alg),
      kid: cut(kid),
      iss: cut(iss),
      aud: cut(Array.isArray(aud) ? aud.toSorted().join(' ') : aud),
      expiresAt: exp === undefined ? undefined : new Date(exp * 1_000).toISOString(),
      lifeSeconds: exp === undefined || iat === undefined ? undefined : exp - iat,
    };
  } catch {
    return { isJwt: false };
  }
}

/** Whoever issued it may have put anything there. */
function cut(claim: unknown): string | undefined {
  return typeof claim === 'string' ? claim.slice(0, longest) : undefined;
}
