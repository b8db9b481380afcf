import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';

import { parseConfiguration } from '#config/parse-configuration.ts';
import type { Audit } from '#domain/audit.ts';
import { createAuthorityFiles } from '#probes/prepare-authorities.ts';
import type { Prober } from '#probes/prober.ts';
import { createTokens } from '#probes/tokens.ts';
import { createMemoryStore } from '#testing/memory-store.ts';
import { waitFor } from '#testing/wait-for.ts';

import { requestAudit } from './request-audit.ts';
import { startAuditWorker, type AuditWorkerParts } from './start-audit-worker.ts';

const ada = { id: 'U1', name: 'Ada', via: 'slack' } as const;
const yaml = `
environments:
  staging: { services: { api: { url: 'http://127.0.0.1:1' } } }
  preview: { services: { api: { url: 'http://127.0.0.1:1' } } }
`;

const now = (): Date => new Date();
async function* none() {}

async function scene(t: TestContext, sweep?: Prober['sweep']) {
  const folder = await mkdtemp(join(tmpdir(), 'teneleven-audit-worker-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const configuration = parseConfiguration(yaml, join(folder, 'e2e.yaml'));
  const store = createMemoryStore();
  const bugs: unknown[] = [];
  const authorities = createAuthorityFiles();
  const parts: AuditWorkerParts = {
    store,
    configuration: () => configuration,
    variables: {},
    redactor: () => ({ redact: (text) => text, stream: () => assert.fail() }),
    prober: { sweep: sweep ?? none },
    tokens: createTokens({ variables: {}, authorities }),
    authorities,
    intended: async () => ({}),
    data: join(folder, 'data'),
    now,
    onBug: (error) => bugs.push(error),
  };
  let count = 0;
  const ask = (environment = 'staging', more: { id?: string; partOf?: string } = {}) =>
    requestAudit(environment, { request: { id: `q${(count += 1)}`, actor: ada, ...more }, store, now });
  const ended = (id: string): Promise<Audit> =>
    waitFor(`${id} to end`, async () => {
      const audit = await store.work.audits.get(id);
      return audit?.endedAt === undefined ? undefined : audit;
    });
  return { parts, store, bugs, ask, ended };
}

test('who asks while it is being audited is pointed at that one; a loop gets its own', async (t) => {
  const { ask } = await scene(t);
  const first = await ask();
  assert.deepEqual([first.audit.id, first.added], ['a1', true]);
  assert.deepEqual(await ask(), { audit: first.audit, added: false });
  assert.equal((await ask('staging', { id: first.audit.requestId })).audit.id, 'a1');
  assert.equal((await ask('preview')).audit.id, 'a2');
  assert.equal((await ask('staging', { partOf: 'l1' })).audit.id, 'a3');
});

test('too many at once are refused', async (t) => {
  const { ask } = await scene(t);
  for (let count = 0; count < 20; count += 1) await ask('staging', { partOf: `l${count}` });
  await assert.rejects(ask('preview'), { code: 'TOO_MANY_AUDITS' });
});

test('an audit that was stopped is made again at the next start, and one that is long dead is interrupted', async (t) => {
  const { parts, store, bugs, ask, ended } = await scene(t, async function* held(_probes, _pace, signal) {
    if (!signal.aborted) await once(signal, 'abort');
    yield* [];
  });
  const stop = new AbortController();
  const worker = startAuditWorker(parts, stop.signal);
  const { audit } = await ask();
  await waitFor('it to run', async () =>
    (await store.work.audits.get(audit.id))?.state === 'running' ? true : undefined,
  );
  stop.abort();
  await worker.settled();
  assert.equal((await store.work.audits.get(audit.id))?.state, 'running');

  const dead = await ask('preview');
  const longAgo = new Date(Date.now() - 3_600_000).toISOString();
  await store.work.audits.change(dead.audit.id, (each) => ({ ...each, state: 'running', startedAt: longAgo }));
  const again = new AbortController();
  const second = startAuditWorker({ ...parts, prober: { sweep: none } }, again.signal);
  assert.equal((await ended(audit.id)).state, 'done');
  const { state, problem } = await ended(dead.audit.id);
  assert.deepEqual(
    [state, problem],
    ['interrupted', 'It was begun more than ten minutes ago by a process that is gone'],
  );
  again.abort();
  await second.settled();
  assert.deepEqual(bugs, []);
});

test('a fault inside ends the audit with its problem, and an environment that is gone says so', async (t) => {
  const { parts, bugs, ask, ended } = await scene(t);
  const stop = new AbortController();
  const worker = startAuditWorker({ ...parts, intended: () => Promise.reject(new TypeError('boom')) }, stop.signal);
  const { problem, checks } = await ended((await ask()).audit.id);
  assert.deepEqual([problem, checks.length, bugs.length], ['A fault inside Teneleven; its log says more', 0, 1]);
  assert.match((await ended((await ask('gone')).audit.id)).problem ?? '', /^"gone" is not configured any more/u);
  stop.abort();
  await worker.settled();
});

test('only those that are taken are made', async (t) => {
  const { parts, store, ask, ended } = await scene(t);
  const [mine, other] = [await ask(), await ask('preview')];
  const stop = new AbortController();
  const worker = startAuditWorker({ ...parts, takes: ({ id }) => id === mine.audit.id }, stop.signal);
  await ended(mine.audit.id);
  stop.abort();
  await worker.settled();
  assert.equal((await store.work.audits.get(other.audit.id))?.state, 'queued');
});
