import { createPrivateKey, type KeyObject } from 'node:crypto';
import { SignJWT } from 'jose';

import type { Credential } from '#domain/configuration.ts';
import { resolveSetting, type Variables } from '#domain/setting.ts';

export type JwtCredential = Extract<Credential, { kind: 'jwt' }>;

/** So far in the past that no usual leeway accepts it. */
const pastMs = 3_600_000;

/** More than clocks are usually off by. */
const roomMs = 7_200_000;

/**
 * Signs a token. `iat` and `exp` come from the credential's `ttl`; an expired one ran out an hour ago, a roomy one begins
 * and ends two hours farther out. Rejects when the key does not fit the algorithm, and with `MISSING_VARIABLE`.
 */
export async function mintJwt(
  credential: JwtCredential,
  variables: Variables,
  at: { readonly now: Date; readonly times: 'good' | 'bad' | 'expired' | 'roomy' },
): Promise<string> {
  const { alg, claims, kid, ttlMs } = credential;
  const backMs = { good: 0, bad: 0, expired: pastMs + ttlMs, roomy: roomMs }[at.times];
  const lifeMs = at.times === 'roomy' ? ttlMs + 2 * roomMs : ttlMs;
  const issuedAt = Math.floor((at.now.getTime() - backMs) / 1_000);
  return new SignJWT({ ...claims, iat: issuedAt, exp: issuedAt + Math.ceil(lifeMs / 1_000) })
    .setProtectedHeader({ alg, typ: 'JWT', ...(kid === undefined ? {} : { kid }) })
    .sign(keyOf(credential, variables));
}

function keyOf({ alg, secret, privateKey }: JwtCredential, variables: Variables): Uint8Array | KeyObject {
  if (alg.startsWith('HS')) return new TextEncoder().encode(resolveSetting(secret ?? '', variables));
  const pem = resolveSetting(privateKey ?? '', variables);
  // One line with `\n` in it is how a key survives in a settings file.
  return createPrivateKey(pem.replaceAll(String.raw`\n`, '\n'));
}
