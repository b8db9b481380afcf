import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';

import { answeringServer } from '#testing/answering-server.ts';
import { checkNamed, openAuditScene, told } from '#testing/audit-scene.ts';
import { makeRun } from '#testing/make-run.ts';

const health = (url: string): string => `
environments:
  staging:
    services: { auth: { url: ${url}, health: /health, deepHealth: /deep } }
`;

test('an uptime of two minutes is a restart two minutes ago, and a health that names what is unwell is bad', async () => {
  await using server = await answeringServer((request, response) => {
    response.end(
      JSON.stringify(
        request.url === '/health' ? { status: 'healthy', uptime: 122.32 } : { status: 'ok', database: 'down' },
      ),
    );
  });
  await using scene = await openAuditScene({ yaml: health(server.url) });
  assert.deepEqual(told(await scene.audit(), 'stability/'), [
    'passed The health of auth answers 200',
    'failed auth answers 200 and calls database unwell',
    'doubtful auth is up for 2m 02s: it was started 2m 02s ago, which is not stable yet',
    'passed No incident is open',
  ]);
});

test('one that is started again and again is not stable, however long it is up now', async () => {
  let uptime = 90_000;
  await using server = await answeringServer((_, response) => void response.end(JSON.stringify({ uptime })));
  await using scene = await openAuditScene({ yaml: health(server.url) });
  assert.match(told(await scene.audit(), 'stability/auth/uptime')[0] ?? '', /^passed auth is up for 1d 01h$/u);
  uptime = 50_000;
  assert.match(
    told(await scene.audit(), 'stability/auth/uptime')[0] ?? '',
    /^passed .*started again once within a day$/u,
  );
  uptime = 700;
  assert.match(told(await scene.audit(), 'stability/auth/uptime')[0] ?? '', /^failed .*started again 2 times within/u);
});

test('what does not say how long it is up, or does not answer, is not known', async () => {
  await using server = await answeringServer((_, response) => void response.end('ok'));
  await using scene = await openAuditScene({ yaml: health(server.url) });
  assert.deepEqual(told(await scene.audit(), 'stability/auth/uptime'), ['unknown auth does not say how long it is up']);
});

test('open incidents and abnormal closes of the last hour are told with their numbers', async () => {
  await using scene = await openAuditScene({
    yaml: `environments: { staging: { websockets: { chat: { url: 'ws://127.0.0.1:1/ws' } } } }`,
  });
  assert.deepEqual(told(await scene.audit(), 'stability/closes'), [
    'unknown How websockets were closed in the last hour is not known: nothing was measured',
  ]);
  const close = {
    minuteAt: new Date().toISOString(),
    environment: 'staging',
    endpoint: 'chat',
    reason: 'empty',
    source: 'probe',
  } as const;
  await scene.store.watch.ledger.add([
    { ...close, code: 1000, closedBy: 'client', count: 20 },
    { ...close, code: 1011, closedBy: 'server', count: 5 },
  ]);
  const seenAt = new Date().toISOString();
  await scene.store.watch.incidents.open(
    {
      key: 'k',
      kind: 'close-spike',
      environment: 'staging',
      code: 'CLOSE_1011',
      endpoints: ['chat'],
      endpointCount: 1,
      evidence: [],
      seenAt,
    },
    undefined,
  );
  const audit = await scene.audit();
  assert.deepEqual(told(audit, 'stability/closes'), [
    'failed 5 of 25 closes of the last hour were abnormal: 5 × 1011 of chat',
  ]);
  assert.match(told(audit, 'stability/i1')[0] ?? '', /^failed i1 is open since .* \(triggered\)/u);
});

test('drift is told against the audit before the last green run: what, and between which audits', async () => {
  const runs: ReturnType<typeof makeRun>[] = [];
  await using scene = await openAuditScene({
    yaml: 'environments: { staging: { audit: { files: [a.env, b.env] } } }',
    files: { 'a.env': 'KEPT=1\nCHANGED=one\nREMOVED=1', 'b.env': 'B=1' },
    runs,
  });
  assert.deepEqual(told(await scene.audit(), 'drift/'), [
    'unknown Against what to compare is not known: there is no green run yet',
  ]);
  runs.push(
    makeRun({
      id: 'r7',
      environment: 'staging',
      state: 'passed',
      verdict: 'proven',
      endedAt: new Date().toISOString(),
    }),
  );
  // An audit of the millisecond in which the run ended would be one before its end.
  await wait(2);
  const same = await scene.audit();
  assert.equal(same.comparedWith, 'a1');
  assert.match(
    told(same, 'drift/')[0] ?? '',
    /^passed None of 4 settings has changed since a1, before r7, the last green run$/u,
  );
  await scene.write('a.env', 'KEPT=1\nCHANGED=two\nADDED=1');
  await scene.audit();
  await scene.write('b.env', '\0');
  const audit = await scene.audit();
  const lines = told(audit, 'drift/').map((line) => line.replaceAll(/\d{4}-[\d:.T-]+Z/gu, 'T'));
  assert.deepEqual(lines, [
    'doubtful a.env ADDED was added since a1, before r7, the last green run; between T (a2) and T (a3)',
    'doubtful a.env CHANGED has another value since a1, before r7, the last green run; between T (a2) and T (a3)',
    'doubtful a.env REMOVED was removed since a1, before r7, the last green run; between T (a2) and T (a3)',
  ]);
  assert.equal(checkNamed(audit, 'sources/b.env').result, 'unknown');
});

test('a run that kept its settings is what drift is told against, for the files that it kept them of', async () => {
  const runs: ReturnType<typeof makeRun>[] = [];
  await using scene = await openAuditScene({
    yaml: 'environments: { staging: { audit: { files: [a.env, b.env], required: [PATH] } } }',
    files: { 'a.env': 'KEPT=1\nCHANGED=one', 'b.env': 'B=1' },
    runs,
  });
  const { fingerprints } = await scene.audit();
  // Before any audit, of which none is taken for the one before it.
  const startedAt = '2026-01-02T10:00:00.000Z';
  const settings = Object.fromEntries(Object.entries(fingerprints).filter(([name]) => /^(?:key$|a\.env )/u.test(name)));
  runs.push(makeRun({ id: 'r8', state: 'passed', verdict: 'unproven', startedAt, endedAt: startedAt, settings }));
  assert.deepEqual(told(await scene.audit(), 'drift/'), [
    'passed None of 2 settings has changed since r8, the last green run',
  ]);
  await scene.write('a.env', 'KEPT=1\nCHANGED=two');
  await scene.write('b.env', 'B=2');
  const audit = await scene.audit();
  assert.equal(audit.comparedWith, 'r8');
  const [first = '', ...others] = told(audit, 'drift/');
  assert.match(first, /^doubtful a\.env CHANGED has another value since r8, the last green run; between /u);
  assert.deepEqual(others, []);
});

test('an invalid run is no green one', async () => {
  const startedAt = new Date().toISOString();
  const invalid = makeRun({ state: 'passed', verdict: 'invalid', startedAt, endedAt: startedAt, settings: {} });
  await using scene = await openAuditScene({
    yaml: 'environments: { staging: { audit: { files: [a.env] } } }',
    files: { 'a.env': 'A=1' },
    runs: [invalid],
  });
  assert.match(told(await scene.audit(), 'drift/')[0] ?? '', /there is no green run yet$/u);
});

test('a good health does not hide an endpoint that is broken', async () => {
  await using server = await answeringServer((request, response) => {
    response.statusCode = request.url === '/health' ? 200 : 500;
    response.end('{}');
  });
  await using scene = await openAuditScene({
    yaml: `
environments:
  staging:
    services: { api: { url: ${server.url}, health: /health, checks: [/config] } }
    websockets: { chat: { url: '${server.url.replace('http', 'ws')}/ws' } }
`,
  });
  const audit = await scene.audit();
  assert.equal(checkNamed(audit, 'stability/api/health').result, 'passed');
  assert.equal(checkNamed(audit, 'stability/api:/config/answers').result, 'failed');
  assert.equal(checkNamed(audit, 'stability/chat/answers').result, 'failed');
});
