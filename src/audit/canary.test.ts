import assert from 'node:assert/strict';
import { test } from 'node:test';

import { auditDetails, auditDocument, auditObservation, auditReport } from '#domain/audit-report.ts';
import { renderReply } from '#terminal/render-reply.ts';
import { answeringServer } from '#testing/answering-server.ts';
import { openAuditScene } from '#testing/audit-scene.ts';

const canary = 'Zx9-canary/+secret&of=files?Qw7';
const inFileAlone = 'Vb3-onlyfile/+other&of=files?Rt5';
const key = `-----BEGIN PRIVATE KEY-----\n${Buffer.from(canary.repeat(6)).toString('base64')}\n-----END PRIVATE KEY-----`;

function spellingsOf(secret: string): readonly string[] {
  const base64 = Buffer.from(secret).toString('base64');
  return [
    secret,
    base64.slice(0, -3),
    Buffer.from(secret).toString('base64url').slice(0, -3),
    Buffer.from(secret).toString('hex'),
    encodeURIComponent(secret),
    JSON.stringify(secret).slice(1, -1),
    secret.slice(4, 16),
  ];
}

const file = (secret: string): string =>
  [
    `PLAIN_SECRET=${secret}`,
    `DOUBLE_SECRET="${secret}"`,
    `SINGLE_SECRET='${secret}'`,
    `LINES_SECRET="one\n${secret}\nthree"`,
    `BASE_SECRET=${Buffer.from(secret).toString('base64')}`,
    `DATABASE_URL=postgres://user:${encodeURIComponent(secret)}@db.invalid:5432/x`,
    `HOOK=https://api.production.invalid/hook?token=${encodeURIComponent(secret)}`,
    `MESSAGE=${secret}`,
    `a broken line with ${secret} in it`,
    `OPEN_SECRET="${secret}`,
  ].join('\n');

test('no secret of any file, of the process or of an answer is in a record, a reply or a log', async () => {
  await using server = await answeringServer((request, response) => {
    response.setHeader('x-echo', encodeURIComponent(inFileAlone));
    response.statusMessage = request.url === '/bad' ? `Broken ${Buffer.from(inFileAlone).toString('base64')}` : 'OK';
    response.statusCode = request.url === '/bad' ? 500 : 200;
    const said = {
      PLAIN_SECRET: canary,
      DOUBLE_SECRET: { set: true, value: inFileAlone },
      MORE: true,
    };
    response.end(
      request.url === '/variables'
        ? JSON.stringify(said)
        : `{"sha":"1","url":"https://api.production.invalid/?k=${canary}","own":"${inFileAlone}"}`,
    );
  });
  await using scene = await openAuditScene({
    yaml: `
environments:
  staging:
    services:
      api: { url: ${server.url}, health: /health, deepHealth: /bad, version: /version#/sha, checks: [/config, { path: /me, auth: user }] }
    credentials:
      user: { jwt: { secret: { env: PLAIN_SECRET } } }
      fixed: { static: { env: MESSAGE } }
    audit:
      required: [PLAIN_SECRET, DOUBLE_SECRET, SINGLE_SECRET, LINES_SECRET, BASE_SECRET, DATABASE_URL, HOOK, MESSAGE, MISSING]
      files: [a.env, b.env, c.yaml, d.json, key.env]
      report: /variables
  production:
    services: { api: { url: https://api.production.invalid } }
`,
    variables: {
      PLAIN_SECRET: canary,
      MESSAGE: canary,
      HOOK: `https://api.production.invalid/${encodeURIComponent(canary)}`,
    },
    files: {
      'a.env': file(canary),
      'b.env': file(inFileAlone),
      'c.yaml': `kind: Secret\ndata: { API_KEY: ${Buffer.from(inFileAlone).toString('base64')} }\nurl: "https://u:${encodeURIComponent(inFileAlone)}@api.production.invalid/x"\nopen: [1\nx: "${canary}`,
      'd.json': JSON.stringify({ token: inFileAlone, list: [canary, inFileAlone], PLAIN_SECRET: canary }),
      'key.env': `PRIVATE_KEY=${key}\nOTHER=1\n${Buffer.from(canary).toString('base64')}\n`,
    },
  });
  const audit = await scene.audit();
  assert.ok(audit.checks.some(({ result }) => result === 'failed'));
  const now = new Date();
  const sinks = [
    JSON.stringify(audit),
    JSON.stringify(auditDocument(audit)),
    renderReply(auditReport(audit)),
    renderReply(auditDetails(audit, now)),
    ...audit.observations.map(({ id }) => renderReply(auditObservation(audit, id, now))),
  ];
  for (const spelling of [...spellingsOf(canary), ...spellingsOf(inFileAlone)]) {
    for (const sink of sinks) {
      const at = sink.indexOf(spelling);
      assert.equal(at, -1, `${spelling} in …${sink.slice(Math.max(0, at - 200), at + 100)}…`);
    }
  }
});
