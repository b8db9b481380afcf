import { z } from 'zod';
import type { Credential } from '#domain/configuration.ts';
import { duration, jsonPointer, name, path, setting, text } from './texts.ts';

const jwt = z
  .strictObject({
    alg: z
      .enum([
        'HS256',
        'HS384',
        'HS512',
        'RS256',
        'RS384',
        'RS512',
        'PS256',
        'PS384',
        'PS512',
        'ES256',
        'ES384',
        'ES512',
        'EdDSA',
      ])
      .default('HS256')
      .describe('The algorithm to sign with.'),
    secret: setting.optional().describe('The shared secret, for HS algorithms.'),
    privateKey: setting.optional().describe('The private key in PEM, for the other algorithms.'),
    claims: z.record(z.string(), z.unknown()).default({}).describe('Claims of the token.'),
    ttl: duration({ min: '1s', max: '24h' }).prefault('5m').describe('How long the token is valid.'),
    kid: text.optional().describe('Key id in the header of the token.'),
  })
  .check(({ value, issues }) => {
    const wanted = value.alg.startsWith('HS') ? 'secret' : 'privateKey';
    if (value[wanted] !== undefined) return;
    const params = { expected: `"${wanted}" for ${value.alg}`, remedy: `add ${wanted}: { env: NAME }` };
    issues.push({ code: 'custom', input: undefined, message: params.expected, params });
  });

const login = z.strictObject({
  service: name.describe('The service of this environment to sign in at.'),
  path: path.describe('The path to post to.'),
  body: z.record(z.string(), setting).default({}).describe('The JSON body: name → text or { env: NAME }.'),
  token: jsonPointer.describe('JSON pointer to the token in the answer.'),
});

const exactlyOne = { expected: 'exactly one of "jwt", "login" and "static"', remedy: 'keep one of the three' };

export const credential = z
  .strictObject({
    jwt: jwt.optional().describe('A token that is signed here.'),
    login: login.optional().describe('A token that a service hands out.'),
    static: setting.optional().describe('A token that does not change.'),
  })
  .transform((value, context): Credential => {
    const given = [value.jwt, value.login, value.static].filter((one) => one !== undefined);
    if (given.length === 1) {
      if (value.jwt !== undefined) {
        const { ttl: ttlMs, ...rest } = value.jwt;
        return { kind: 'jwt', ...rest, ttlMs };
      }
      if (value.login !== undefined) return { kind: 'login', ...value.login };
      if (value.static !== undefined) return { kind: 'static', token: value.static };
    }
    context.issues.push({ code: 'custom', input: value, message: exactlyOne.expected, params: exactlyOne });
    return z.NEVER;
  });
