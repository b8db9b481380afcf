import { jwtVerify, SignJWT } from 'jose';

export interface Tokens {
  /** Signs a token for a user, valid for five minutes. */
  issue(user: string): Promise<string>;
  /** The user a token is for; undefined when it is forged, expired or not a token. */
  verify(token: string): Promise<string | undefined>;
}

export const tokenLifetimeS = 300;

export function createTokens(secret: string): Tokens {
  const key = new TextEncoder().encode(secret);
  return {
    issue: (user) =>
      new SignJWT({})
        .setProtectedHeader({ alg: 'HS256' })
        .setSubject(user)
        .setIssuedAt()
        .setExpirationTime(`${tokenLifetimeS}s`)
        .sign(key),
    verify: async (token) => {
      const checked = await jwtVerify(token, key, { algorithms: ['HS256'] }).catch(() => undefined);
      return checked?.payload.sub;
    },
  };
}

/** The token of an `Authorization: Bearer TOKEN` header. */
export function bearer(header: string | undefined): string | undefined {
  return /^Bearer ([\w.-]+)$/u.exec(header ?? '')?.[1];
}
