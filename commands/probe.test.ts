import assert from 'node:assert/strict';
import { test } from 'node:test';

import { createDispatch } from '#chat/dispatch.ts';
import { toWords } from '#chat/words.ts';
import { parseConfiguration } from '#config/parse-configuration.ts';
import type { Reply } from '#domain/reply.ts';
import { createMemoryStore, type MemoryStore } from '#testing/memory-store.ts';

import { probeCommand } from './probe.ts';
import { showCommand } from './show.ts';

const yaml = `
environments:
  staging:
    services:
      api: { url: 'http://127.0.0.1:9/base', health: /health, deepHealth: /health/ready }
      auth: { url: { env: AUTH_URL } }
    websockets:
      chat: { url: 'ws://127.0.0.1:9/ws', auth: user, authBy: [header, subprotocol] }
      plain: { url: 'ws://127.0.0.1:9/plain' }
    credentials: { user: { static: { env: TOKEN } } }
  preview:
    services: { web: { url: 'https://preview.example.com' } }
suites: {}
`;

interface Scene {
  readonly store: MemoryStore;
  /** What somebody types, and the answer. */
  readonly say: (text: string, as?: string) => Promise<Reply>;
  readonly pass: (ms: number) => void;
}

function openScene(): Scene {
  const store = createMemoryStore();
  const configuration = parseConfiguration(yaml, '/tmp/e2e.yaml');
  let time = Date.parse('2026-03-02T10:00:00Z');
  let count = 0;
  const dispatch = createDispatch({
    commands: [probeCommand(), showCommand],
    configuration: () => configuration,
    variables: { AUTH_URL: 'http://127.0.0.1:9/auth' },
    store,
    whois: async () => ({ kind: 'member', names: [] }),
    now: () => new Date(time),
    onBug: (error) => assert.fail(String(error)),
  });
  return {
    store,
    pass: (ms) => (time += ms),
    say: (text, as = 'ana') => {
      const request = { id: `q${(count += 1)}`, via: 'command', words: toWords(text) } as const;
      const actor = { id: as, name: as, via: 'slack' } as const;
      return dispatch({ ...request, actor, place: { channel: 'C1' }, receivedAt: new Date(time).toISOString() });
    },
  };
}

const aims: Readonly<Record<string, unknown>> = {
  'probe api': { kind: 'endpoints', word: 'api', endpoints: ['api', 'api:/health/ready'] },
  'probe api:/health/ready': { kind: 'endpoints', word: 'api:/health/ready', endpoints: ['api:/health/ready'] },
  'probe plain on staging': { kind: 'endpoints', word: 'plain', endpoints: ['plain'] },
  'probe all on preview': { kind: 'endpoints', word: 'all', endpoints: ['web'] },
  'probe web on preview vary http,ip': {
    kind: 'pairs',
    word: 'web',
    endpoint: 'web',
    factors: ['http-version', 'address-family'],
  },
  'probe chat vary token on staging': { kind: 'pairs', word: 'chat', endpoint: 'chat', factors: ['token'] },
  'probe http://127.0.0.1:9/base/health': { kind: 'endpoints', word: 'api', endpoints: ['api'] },
  'probe HTTP://127.1:9/base/health#x': { kind: 'endpoints', word: 'api', endpoints: ['api'] },
  'probe <ws://127.0.0.1:9/ws|127.0.0.1:9/ws>': { kind: 'endpoints', word: 'chat', endpoints: ['chat'] },
  'probe https://preview.example.com/': { kind: 'endpoints', word: 'web', endpoints: ['web'] },
  'probe https://status.example.com/a?b=c': { kind: 'address', url: 'https://status.example.com/a?b=c' },
};

for (const [text, aim] of Object.entries(aims)) {
  test(`"${text}" is recorded as what it means`, async () => {
    const { store, say } = openScene();
    const reply = await say(text);
    assert.deepEqual(reply.probings, ['p1'], reply.headline);
    const probing = await store.watch.probings.get('p1');
    assert.deepEqual([probing?.aim, probing?.state, probing?.place], [aim, 'queued', { channel: 'C1' }]);
  });
}

const refusals: Readonly<Record<string, string>> = {
  'probe chta': 'UNKNOWN_ENDPOINT',
  'probe __proto__': 'UNKNOWN_ENDPOINT',
  'probe api on nowhere': 'UNKNOWN_ENVIRONMENT',
  'probe api now': 'BAD_WORDS',
  'probe api -k x': 'BAD_WORDS',
  'probe on staging': 'BAD_WORDS',
  'probe api vary colour': 'UNKNOWN_FACTOR',
  'probe all vary token': 'BAD_WORDS',
  'probe https://status.example.com/ vary token': 'BAD_WORDS',
  'probe http://127.0.0.1:9/other': 'ADDRESS_REFUSED',
  'probe http://localhost/': 'ADDRESS_REFUSED',
  'probe http://[::ffff:10.0.0.1]/': 'ADDRESS_REFUSED',
  'probe https://a:b@status.example.com/': 'ADDRESS_REFUSED',
  'probe ftp://status.example.com/': 'BAD_URL',
  'probe p99': 'UNKNOWN_PROBING',
  'show p99': 'UNKNOWN_PROBING',
};

for (const [text, code] of Object.entries(refusals)) {
  test(`"${text}" is refused with the way out, and nothing is recorded`, async () => {
    const { store, say } = openScene();
    const reply = await say(text);
    assert.equal(reply.refusal, code, reply.headline);
    assert.ok(reply.sections.length > 0);
    assert.deepEqual(await store.watch.probings.active(), []);
  });
}

test('an address of the configuration with another query, path or port is not the configured one', async () => {
  const { say } = openScene();
  for (const url of [
    'http://127.0.0.1:9/base/health?x=1',
    'http://127.0.0.1:9/base/healthz',
    'http://127.0.0.1:8000/base/health',
  ]) {
    assert.equal((await say(`probe ${url}`)).refusal, 'ADDRESS_REFUSED', url);
  }
});

test('addresses are limited for each person, endpoints are not, and the refusal says until when', async () => {
  const { say, pass } = openScene();
  for (let index = 0; index < 5; index += 1)
    assert.equal((await say('probe https://status.example.com/')).refusal, undefined);
  const reply = await say('probe https://status.example.com/');
  assert.equal(reply.refusal, 'TOO_MANY_PROBES');
  assert.match(JSON.stringify(reply.sections), /Try again in 12\.0 s; endpoints of the configuration are not limited/u);
  assert.equal((await say('probe api')).refusal, undefined);
  assert.equal((await say('probe https://status.example.com/', 'ben')).refusal, undefined);
  pass(12_000);
  assert.equal((await say('probe https://status.example.com/')).refusal, undefined);
});

test('more probes than can be waited for are refused', async () => {
  const { say } = openScene();
  for (let index = 0; index < 100; index += 1) await say('probe api');
  assert.equal((await say('probe api')).refusal, 'TOO_MANY_PROBES');
});

test('a probe is repeated by its id as it was, and varied', async () => {
  const { store, say } = openScene();
  await say('probe http://127.0.0.1:9/base/health');
  await say('probe p1');
  await say('probe P1 vary token');
  const aimOf = async (id: string) => (await store.watch.probings.get(id))?.aim;
  assert.deepEqual(await aimOf('p2'), await aimOf('p1'));
  assert.deepEqual(await aimOf('p3'), { kind: 'pairs', word: 'api', endpoint: 'api', factors: ['token'] });
});

test('without words a form asks, with everything that can be chosen', async () => {
  const { say } = openScene();
  const { form, refusal } = await say('probe');
  assert.equal(refusal, 'BAD_WORDS');
  const [endpoint, environment, vary] =
    form?.fields.map((field) => (field.kind === 'choice' ? field.options : [])) ?? [];
  assert.deepEqual(
    endpoint?.map(({ value }) => value),
    ['all', 'api', 'api:/health/ready', 'auth', 'chat', 'chat:subprotocol', 'plain', 'web'],
  );
  assert.deepEqual(
    environment?.map(({ value }) => value),
    ['staging', 'preview'],
  );
  assert.ok(vary?.some(({ value }) => value === 'auth-form'));
});
