import assert from 'node:assert/strict';
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { test } from 'node:test';
import { decodeJwt, decodeProtectedHeader, jwtVerify, SignJWT } from 'jose';

import type { Credential, Environment } from '#domain/configuration.ts';
import { answeringServer } from '#testing/answering-server.ts';

import { createAuthorityFiles } from './prepare-authorities.ts';
import { createTokens, type TokenResult, type Tokens } from './tokens.ts';

const signal = new AbortController().signal;
const secret = 'a shared secret of 32 characters';

function environmentWith(credential: Credential, url = 'http://127.0.0.1:1'): Environment {
  return {
    name: 'staging',
    services: new Map([['auth', { url, checks: [], headers: {} }]]),
    websockets: new Map(),
    credentials: new Map([['me', credential]]),
    audit: { required: [], domains: [], files: [], forbid: [] },
    locations: [],
  };
}

function jwt(given: Partial<Extract<Credential, { kind: 'jwt' }>> = {}): Credential {
  return { kind: 'jwt', alg: 'HS256', secret, claims: { sub: 'user-001' }, ttlMs: 300_000, ...given };
}

function tokensWith(given: { variables?: Record<string, string>; now?: () => Date } = {}): Tokens {
  return createTokens({ variables: {}, authorities: createAuthorityFiles(), ...given });
}

function tokenIn(result: TokenResult): string {
  assert.ok('token' in result, JSON.stringify(result));
  return result.token;
}

function problemIn(result: TokenResult): { code: string; message: string } {
  assert.ok('problem' in result);
  return result.problem;
}

async function get(credential: Credential, token: 'good' | 'bad' | 'expired' = 'good', tokens = tokensWith()) {
  return tokens.get({ environment: environmentWith(credential), credential: 'me', token }, signal);
}

const pem = (key: KeyObject, type: 'pkcs8' | 'pkcs1' | 'sec1' = 'pkcs8') =>
  key.export({ format: 'pem', type }).toString();
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const curves = new Map([
  ['ES256', 'P-256'],
  ['ES384', 'P-384'],
  ['ES512', 'P-521'],
]);

function keysFor(alg: string): { readonly privateKey: KeyObject; readonly publicKey: KeyObject } {
  const namedCurve = curves.get(alg);
  if (namedCurve !== undefined) return generateKeyPairSync('ec', { namedCurve });
  return alg === 'EdDSA' ? generateKeyPairSync('ed25519') : rsa;
}

const algorithms = 'HS256 HS384 HS512 RS256 RS384 RS512 PS256 PS384 PS512 ES256 ES384 ES512 EdDSA'.split(' ');

for (const alg of algorithms) {
  test(`a ${alg} token verifies with its key, and neither the bad nor the expired one does`, async () => {
    const pair = keysFor(alg);
    const isShared = alg.startsWith('HS');
    const credential = jwt({
      alg,
      secret: isShared ? secret : undefined,
      privateKey: isShared ? undefined : pem(pair.privateKey),
      kid: 'k1',
    });
    const key = isShared ? new TextEncoder().encode(secret) : pair.publicKey;
    const tokens = tokensWith();
    const good = tokenIn(await get(credential, 'good', tokens));
    const { payload, protectedHeader } = await jwtVerify(good, key, { algorithms: [alg] });
    assert.equal(payload.sub, 'user-001');
    assert.equal((payload.exp ?? 0) - (payload.iat ?? 0), 300);
    assert.deepEqual(protectedHeader, { alg, typ: 'JWT', kid: 'k1' });
    const bad = tokenIn(await get(credential, 'bad', tokens));
    assert.equal(bad.length, good.length);
    assert.deepEqual(decodeJwt(bad), payload);
    await assert.rejects(jwtVerify(bad, key), { code: 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED' });
    const expired = tokenIn(await get(credential, 'expired', tokens));
    assert.deepEqual(decodeProtectedHeader(expired), protectedHeader);
    await assert.rejects(jwtVerify(expired, key, { clockTolerance: '10m' }), { code: 'ERR_JWT_EXPIRED' });
  });
}

test('keys in older forms and on one line with escaped line ends are read', async () => {
  const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  for (const [alg, text, key] of [
    ['RS256', pem(rsa.privateKey, 'pkcs1'), rsa.publicKey],
    ['ES256', pem(ec.privateKey, 'sec1'), ec.publicKey],
    ['RS256', pem(rsa.privateKey).replaceAll('\n', String.raw`\n`), rsa.publicKey],
  ] as const) {
    const token = tokenIn(
      await get(
        jwt({ alg, secret: undefined, privateKey: { env: 'KEY' } }),
        'good',
        tokensWith({ variables: { KEY: text } }),
      ),
    );
    await jwtVerify(token, key);
  }
});

test('a key that does not fit, or is none, and a missing variable are problems that hold no secret', async () => {
  const wrong = problemIn(await get(jwt({ alg: 'ES256', secret: undefined, privateKey: pem(rsa.privateKey) })));
  assert.equal(wrong.code, 'NO_TOKEN');
  assert.match(wrong.message, /^No token: credentials\.me cannot sign: /u);
  const none = problemIn(await get(jwt({ alg: 'RS256', privateKey: 'k3y-in-the-wrong-place' })));
  assert.equal(none.code, 'NO_TOKEN');
  assert.doesNotMatch(none.message, /k3y/u);
  assert.equal(problemIn(await get(jwt({ secret: '' }))).code, 'NO_TOKEN');
  const missing = problemIn(await get(jwt({ secret: { env: 'JWT_SECRET' } })));
  assert.deepEqual(missing, {
    code: 'MISSING_VARIABLE',
    message: 'The variable "JWT_SECRET" is not set (credentials.me)',
  });
});

test('a token is used for 80 % of its life and then signed anew', async () => {
  // What is signed is in whole seconds.
  let nowMs = Math.floor(Date.now() / 1_000) * 1_000;
  const tokens = tokensWith({ now: () => new Date(nowMs) });
  const environment = environmentWith(jwt({ ttlMs: 10_000 }));
  const next = async () => tokenIn(await tokens.get({ environment, credential: 'me', token: 'good' }, signal));
  const first = await next();
  nowMs += 7_900;
  assert.equal(await next(), first);
  nowMs += 200;
  const second = await next();
  assert.notEqual(second, first);
  assert.equal((decodeJwt(second).iat ?? 0) - (decodeJwt(first).iat ?? 0), 8);
});

test('a static token is taken as it is, its bad twin has the same shape, and it cannot be made to run out', async () => {
  const credential: Credential = { kind: 'static', token: { env: 'TOKEN' } };
  const tokens = tokensWith({ variables: { TOKEN: 'Az9-x.Z' } });
  assert.equal(tokenIn(await get(credential, 'good', tokens)), 'Az9-x.Z');
  assert.equal(tokenIn(await get(credential, 'bad', tokens)), 'Ba0-y.A');
  assert.equal(problemIn(await get(credential, 'expired', tokens)).code, 'NO_TOKEN');
});

const loginCredential: Credential = {
  kind: 'login',
  service: 'auth',
  path: '/login',
  body: { user: 'e2e', password: { env: 'PASSWORD' } },
  token: '/data/token',
};

test('many at once sign in once, and again when the token has used up its life', async () => {
  let count = 0;
  const nowMs = Date.now();
  await using auth = await answeringServer(async (_, response) => {
    count += 1;
    const token = await new SignJWT({ count })
      .setProtectedHeader({ alg: 'HS256' })
      .setExpirationTime(Math.floor(nowMs / 1_000) + 100)
      .sign(new TextEncoder().encode(secret));
    response.end(JSON.stringify({ data: { token } }));
  });
  let later = 0;
  const seen: string[] = [];
  const tokens = createTokens({
    variables: { PASSWORD: 's3cret' },
    authorities: createAuthorityFiles(),
    now: () => new Date(nowMs + later),
    onToken: (token) => seen.push(token),
  });
  const environment = environmentWith(loginCredential, auth.url);
  const next = async () => tokenIn(await tokens.get({ environment, credential: 'me', token: 'good' }, signal));
  const [first, ...others] = await Promise.all(Array.from({ length: 20 }, next));
  assert.ok(others.every((token) => token === first));
  assert.deepEqual(auth.bodies, ['{"user":"e2e","password":"s3cret"}']);
  later = 79_000;
  assert.equal(await next(), first);
  later = 81_000;
  assert.notEqual(await next(), first);
  assert.equal(seen.length, 2);
});

test('a token that does not say when it runs out is fetched again within a minute', async () => {
  await using auth = await answeringServer((_, response) => void response.end('{"data":{"token":"opaque"}}'));
  let nowMs = 0;
  const tokens = tokensWith({ variables: { PASSWORD: 'x' }, now: () => new Date(nowMs) });
  const environment = environmentWith(loginCredential, auth.url);
  const next = () => tokens.get({ environment, credential: 'me', token: 'good' }, signal);
  await next();
  nowMs = 59_900;
  await next();
  assert.equal(auth.bodies.length, 1);
  nowMs = 60_000;
  await next();
  assert.equal(auth.bodies.length, 2);
});

test('a failed sign-in is told with what was seen, without the body, and not repeated for five seconds', async () => {
  await using auth = await answeringServer((_, response) => {
    response.statusCode = 401;
    response.end('user e2e with password s3cret is wrong');
  });
  let nowMs = 0;
  const tokens = tokensWith({ variables: { PASSWORD: 's3cret' }, now: () => new Date(nowMs) });
  const environment = environmentWith(loginCredential, auth.url);
  const next = () => tokens.get({ environment, credential: 'me', token: 'good' }, signal);
  const { host } = new URL(auth.url);
  assert.deepEqual(problemIn(await next()), { code: 'NO_TOKEN', message: `No token: POST ${host}/login answered 401` });
  nowMs = 4_900;
  await next();
  assert.equal(auth.bodies.length, 1);
  nowMs = 5_100;
  await next();
  assert.equal(auth.bodies.length, 2);
});

const troubles: readonly (readonly [string, (response: ServerResponse) => void, RegExp])[] = [
  ['no JSON', (response) => response.end('<html>'), /answered 200 without a token at "\/data\/token"$/u],
  ['a token that is no text', (response) => response.end('{"data":{"token":7}}'), /without a token/u],
  ['64 KiB and more', (response) => response.end('x'.repeat(70_000)), /gave an answer of more than 65536 bytes$/u],
  ['a redirect', (response) => response.writeHead(302, { location: '/elsewhere' }).end(), /answered 302$/u],
  ['a broken connection', (response) => response.destroy(), /failed: (?:UND_ERR_SOCKET|ECONNRESET)$/u],
];

for (const [what, answer, message] of troubles) {
  test(`a sign-in that ends in ${what} is a problem, not an exception`, async () => {
    await using auth = await answeringServer((_, response) => answer(response));
    const tokens = tokensWith({ variables: { PASSWORD: 'x' } });
    const wish = { environment: environmentWith(loginCredential, auth.url), credential: 'me', token: 'good' } as const;
    assert.match(problemIn(await tokens.get(wish, signal)).message, message);
  });
}

test('a dead auth service is told as refused, and a missing password by its variable', async () => {
  const dead = environmentWith(loginCredential);
  const wish = { environment: dead, credential: 'me', token: 'good' } as const;
  assert.match(
    problemIn(await tokensWith({ variables: { PASSWORD: 'x' } }).get(wish, signal)).message,
    /^No token: POST 127\.0\.0\.1:1\/login failed: ECONNREFUSED$/u,
  );
  assert.deepEqual(problemIn(await tokensWith().get(wish, signal)), {
    code: 'MISSING_VARIABLE',
    message: 'The variable is not set: PASSWORD (login.body.password)',
  });
});

test('whoever stops waiting is answered at once, and the others still get the token', async () => {
  const arrived = Promise.withResolvers<ServerResponse>();
  await using auth = await answeringServer((_, response) => arrived.resolve(response));
  const tokens = tokensWith({ variables: { PASSWORD: 'x' } });
  const wish = { environment: environmentWith(loginCredential, auth.url), credential: 'me', token: 'good' } as const;
  const stop = new AbortController();
  const impatient = tokens.get(wish, stop.signal);
  const patient = tokens.get(wish, signal);
  const response = await arrived.promise;
  stop.abort();
  assert.equal(problemIn(await impatient).code, 'ABORTED');
  response.end('{"data":{"token":"for the patient"}}');
  assert.equal(tokenIn(await patient), 'for the patient');
});

test('an auth service that never answers costs five seconds at most', async () => {
  await using auth = await answeringServer((_, response) => void response.write('{'));
  const tokens = tokensWith({ variables: { PASSWORD: 'x' } });
  const wish = { environment: environmentWith(loginCredential, auth.url), credential: 'me', token: 'good' } as const;
  const startedMs = performance.now();
  assert.match(problemIn(await tokens.get(wish, signal)).message, /did not answer within 5 s$/u);
  assert.ok(performance.now() - startedMs < 7_000);
});
