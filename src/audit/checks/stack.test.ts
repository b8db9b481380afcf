import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { after, before, test } from 'node:test';

import { answeringServer } from '#testing/answering-server.ts';
import { checkNamed, openAuditScene, told } from '#testing/audit-scene.ts';
import { makeCertificates, type Certificates, type KeyPair } from '#testing/certificates.ts';

const secret = 'k7Jd93hFq0zLm2xRw8TnP5vB1cY6eG4a';

let certificates: Certificates;
before(() => (certificates = makeCertificates()));
after(() => certificates.remove());

/** Whether a token was signed with the secret. */
function isSigned(token: string, by = secret): boolean {
  const [header = '', payload = '', signature] = token.split('.');
  return createHmac('sha256', by).update(`${header}.${payload}`).digest('base64url') === signature;
}

const bearerOf = (request: IncomingMessage): string | undefined =>
  request.headers.authorization?.replace(/^Bearer /u, '');

function answer(response: ServerResponse, status: number, body: unknown = {}): void {
  response.statusCode = status;
  response.end(JSON.stringify(body));
}

test('a good token is taken, a spoiled one and none are refused, and what the auth service issues is taken too', async () => {
  const claims = Buffer.from(JSON.stringify({ iss: 'stack', exp: 4_000_000_000 })).toString('base64url');
  const head = `${Buffer.from('{"alg":"HS256"}').toString('base64url')}.${claims}`;
  const issued = `${head}.${createHmac('sha256', secret).update(head).digest('base64url')}`;
  await using server = await answeringServer((request, response) => {
    const token = bearerOf(request);
    if (request.url === '/login') return answer(response, 200, { token: issued });
    if (request.url === '/lax') return answer(response, token === undefined ? 500 : 200);
    return answer(response, token !== undefined && isSigned(token) ? 200 : 401);
  });
  await using scene = await openAuditScene({
    yaml: `
environments:
  staging:
    services:
      api: { url: ${server.url}, checks: [{ path: /me, auth: user }, { path: /lax, auth: user }] }
    credentials:
      user: { jwt: { secret: { env: JWT_SECRET_KEY }, claims: { iss: other } } }
      person: { login: { service: api, path: /login, token: /token } }
    audit: { files: [a.env] }
`,
    variables: { JWT_SECRET_KEY: secret },
    files: { 'a.env': `JWT_SECRET_KEY=another-secret-of-this-file-here\nJWT_ALGORITHM=HS512` },
  });
  const audit = await scene.audit();
  const lines = told(audit, 'tokens/').map((line) =>
    line.replaceAll(/\b[\w-]{12}(?=[, ]|$)/gu, '#').replaceAll(/until .*$/gu, 'until …'),
  );
  assert.deepEqual(lines, [
    'passed api answers 200 with a good token of user',
    'passed api answers 401 with a token with a spoiled signature',
    'passed api answers 401 with no token',
    'passed api:/lax answers 200 with a good token of user',
    'failed api:/lax answers 200 with a token with a spoiled signature',
    'doubtful api:/lax answers 500 with no token, where 401 or 403 says it plainly',
    'passed A token of user could be signed, valid for 300 s until …',
    'passed A token of person was issued, valid until …',
    'passed api answers 200 with a good token of person',
    'passed api:/lax answers 200 with a good token of person',
    'passed The algorithm of user is HS256, that of person HS256',
    'failed The issuer of user is other, that of person stack',
    'passed The audience of user is none, that of person none',
    'failed The algorithm of user is HS256, another than in JWT_ALGORITHM (a.env:2)',
    'failed The algorithm of person is HS256, another than in JWT_ALGORITHM (a.env:2)',
    'failed JWT_SECRET_KEY is # in this process and another in a.env:1 #',
    'passed The secret of user has at least 32 bytes, as long as the hash of HS256',
  ]);
});

test('a service that verifies with another secret refuses a good token: that is what is told', async () => {
  await using server = await answeringServer((request, response) =>
    answer(response, isSigned(bearerOf(request) ?? '', 'x') ? 200 : 403),
  );
  await using scene = await openAuditScene({
    yaml: `
environments:
  staging:
    services: { api: { url: ${server.url}, checks: [{ path: /me, auth: user }] } }
    credentials: { user: { jwt: { secret: { env: JWT_SECRET_KEY } } } }
`,
    variables: { JWT_SECRET_KEY: secret },
  });
  const audit = await scene.audit();
  assert.equal(checkNamed(audit, 'tokens/api/good').result, 'failed');
  assert.match(checkNamed(audit, 'tokens/api/good').remedy ?? '', /secret or key, algorithm, issuer and audience/u);
});

async function secure(pair: KeyPair): Promise<{ readonly port: number; close(): void }> {
  const server = createServer(
    { key: readFileSync(pair.key), cert: readFileSync(pair.certificate) },
    (_, response) => void response.end('{}'),
  );
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return { port: typeof address === 'object' ? (address?.port ?? 0) : 0, close: () => void server.close() };
}

test('names resolve, ports answer, and certificates are for the name, trusted and not about to end', async () => {
  const servers = await Promise.all([certificates.valid, certificates.expired, certificates.wrongName].map(secure));
  const [valid, expired, wrong] = servers.map(({ port }) => port);
  await using scene = await openAuditScene({
    yaml: `
environments:
  staging:
    services:
      valid: { url: 'https://localhost:${valid}', health: / }
      expired: { url: 'https://localhost:${expired}', health: / }
      wrong: { url: 'https://localhost:${wrong}', health: / }
      closed: { url: 'http://127.0.0.1:1', health: / }
      nowhere: { url: 'https://nowhere.invalid', health: / }
    tls: { ca: ${certificates.ca.path} }
    audit: { domains: ['localhost:${valid}', unused.invalid] }
`,
  });
  const audit = await scene.audit();
  const result = (id: string): string => `${checkNamed(audit, id).result} ${checkNamed(audit, id).says}`;
  assert.match(result(`domains/localhost:${valid}/resolves`), /^passed localhost:\d+ resolves to /u);
  assert.match(result(`domains/localhost:${valid}/certificate`), /^passed .* has (?:59|60) days left$/u);
  assert.match(result(`domains/localhost:${expired}/certificate`), /^failed .* ran out \d+ days ago$/u);
  assert.match(
    result(`domains/localhost:${wrong}/certificate`),
    /^failed .* is for elsewhere\.example and not trusted/u,
  );
  assert.match(result('domains/127.0.0.1:1/answers'), /^failed 127\.0\.0\.1:1 takes no connection: .*refused/u);
  assert.match(result('domains/nowhere.invalid/resolves'), /^failed nowhere\.invalid does not resolve/u);
  assert.match(result('domains/nowhere.invalid/answers'), /^unknown /u);
  assert.match(result('domains/unused.invalid/resolves'), /^failed unused\.invalid does not resolve/u);
  assert.match(result('domains/unused.invalid/in use'), /^doubtful No address/u);
  assert.match(result('domains/services.valid.url'), /^passed/u);
  assert.match(result('domains/services.expired.url'), /^failed .* none of the configured domains$/u);
  for (const server of servers) server.close();
});

test('versions are asked for on fresh connections; replicas that differ and another than intended are told', async () => {
  let count = 0;
  const wanted = 'a'.repeat(40);
  await using server = await answeringServer((request, response) => {
    if (request.url === '/good') return answer(response, 200, { sha: wanted.slice(0, 8) });
    if (request.url === '/old') return answer(response, 200, { sha: 'b'.repeat(40) });
    if (request.url === '/mixed')
      return answer(response, 200, { sha: (count += 1) % 2 === 0 ? wanted : 'c'.repeat(40) });
    return answer(response, 503);
  });
  const service = (name: string) => `      ${name}: { url: ${server.url}, health: /good, version: /${name}#/sha }`;
  await using scene = await openAuditScene({
    yaml: `environments:\n  staging:\n    services:\n${['good', 'old', 'mixed', 'none'].map(service).join('\n')}\n`,
    intended: wanted,
  });
  assert.deepEqual(
    told(await scene.audit(), 'versions/').map((line) => line.split(',')[0]),
    [
      'passed good reports aaaaaaaa on 3 of 3 connections',
      `failed old reports ${'b'.repeat(40)} on 3 of 3 connections`,
      `failed mixed reports 2 versions on 3 connections: ${'c'.repeat(40)}`,
      'unknown none does not say its version: 503 Service Unavailable',
    ],
  );
});
