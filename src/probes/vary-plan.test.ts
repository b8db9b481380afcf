import assert from 'node:assert/strict';
import { test } from 'node:test';

import { factors } from '#domain/pair.ts';
import type { ProbeResult } from '#domain/probe.ts';
import { configuredProbes, type ConfiguredProbes } from '#testing/configured-probes.ts';

import type { Probe } from './probe.ts';
import { unmeasured } from './unmeasured.ts';
import { varyEndpoint } from './vary-endpoint.ts';

interface Scene {
  readonly probes: ConfiguredProbes;
  readonly seen: Probe[];
  /** The most that were open at once. */
  readonly mostOpen: () => number;
}

/** Everything passes, and what was asked for is kept. */
function scene(yaml: string, variables: Readonly<Record<string, string>> = {}): Scene {
  const seen: Probe[] = [];
  let open = 0;
  let most = 0;
  const probe = async (asked: Probe): Promise<ProbeResult> => {
    seen.push(asked);
    open += 1;
    most = Math.max(most, open);
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
    open -= 1;
    const { problem: _, ...result } = unmeasured(asked, { code: '', message: '' });
    return { ...result, standing: 'up' };
  };
  return { probes: configuredProbes({ yaml, variables, prober: { probe } }), seen, mostOpen: () => most };
}

const sockets = `
websockets:
  signed: { url: 'ws://127.0.0.1:1', auth: own, authBy: [header, query], hold: 30s }
  fixed: { url: 'ws://127.0.0.1:1', auth: fixed, authBy: [cookie] }
  odd: { url: 'ws://127.0.0.1:1', auth: odd, authBy: [header, subprotocol] }
  open: { url: 'ws://127.0.0.1:1' }
credentials:
  own: { jwt: { secret: { env: SECRET } } }
  fixed: { static: abc }
  odd: { static: 'a b' }`;

test('without what it takes a factor is not measured, nothing is opened, and the reason is told', async () => {
  const { probes, seen } = scene(`
services: { api: { url: 'http://127.0.0.1:1', health: /h } }
websockets: { chat: { url: 'ws://127.0.0.1:1' } }`);
  const says = async (id: string) => {
    const verdicts = await probes.vary(id, 'http ip auth route proxy depth');
    assert.ok(verdicts.every(({ verdict, arms }) => verdict === 'not-measured' && arms.length === 0));
    return verdicts.map((verdict) => `${verdict.factor}: ${verdict.says.replace('Not measured: ', '')}`);
  };
  const shared = [
    'address-family: 127.0.0.1 is an address already',
    'token: it does not sign in',
    'route: no "direct" is configured',
    'proxy-variables: no proxy variable is set that applies to 127.0.0.1:1',
  ];
  assert.deepEqual(
    (await says('api')).toSorted(),
    [
      ...shared,
      'auth-form: a path is always signed in to by header',
      'depth: only one path of it is configured',
      'http-version: it is plain http, and HTTP/2 is spoken over TLS',
    ].toSorted(),
  );
  assert.deepEqual(
    (await says('chat')).toSorted(),
    [
      ...shared,
      'auth-form: it does not sign in',
      'depth: a WebSocket has no deeper path',
      'http-version: a WebSocket is opened over HTTP/1.1',
    ].toSorted(),
  );
  assert.deepEqual(seen, []);
});

test('forms that are not configured are tried only with a token that is signed here, and never in an address or a message', async () => {
  const { probes, seen } = scene(sockets, { SECRET: 'a shared secret' });
  const [own] = await probes.vary('signed', 'auth-form');
  assert.deepEqual(
    own?.arms.map(({ label }) => label),
    ['header', 'query', 'subprotocol (not configured)', 'subprotocol-dot (not configured)'],
  );
  seen.length = 0;
  const [fixed] = await probes.vary('fixed', 'auth-form');
  assert.match(fixed?.says ?? '', /^Not measured: only one form is configured/u);
  assert.deepEqual(seen, []);
});

test('arms take turns on probes of their own, equal but for what is changed, and not held for long', async () => {
  const { probes, seen } = scene(sockets, { SECRET: 'a shared secret' });
  await probes.vary('signed:query', 'token');
  assert.deepEqual(
    seen.map(({ changed }) => changed['token'] ?? 'good'),
    Array.from({ length: 4 }, () => ['good', 'bad', 'expired', 'none']).flat(),
  );
  assert.deepEqual(new Set(seen.map(({ id }) => id)).size, 16);
  assert.ok(seen.every((probe) => probe.kind === 'websocket' && probe.holdMs === undefined));
  assert.deepEqual(new Set(seen.map(({ endpoint }) => endpoint)), new Set(['signed:query']));
});

test('tokens are varied in every form when the first form is asked for', async () => {
  const { probes } = scene(sockets, { SECRET: 'a shared secret' });
  assert.deepEqual(
    (await probes.vary('signed', 'token')).map(({ endpoint }) => endpoint),
    ['signed', 'signed:query'],
  );
});

test('there are never more than ten connections at once, and those ten are open together', async () => {
  const { probes, seen, mostOpen } = scene(sockets);
  const [verdict] = await probes.vary('open', 'connections');
  assert.equal(verdict?.verdict, 'no-difference');
  assert.equal(mostOpen(), 10);
  assert.equal(seen.length, 44);
  assert.ok(seen.every((probe) => probe.kind === 'websocket' && probe.holdMs === 500));
  assert.equal(seen.filter(({ changed }) => changed['connections'] === '10').length, 40);
});

test('arms that cannot be prepared take no part, and a token that a form cannot carry fails in it', async () => {
  const { probes } = scene(sockets);
  const [token] = await probes.vary('signed:query', 'token');
  assert.equal(token?.verdict, 'not-measured');
  assert.match(
    token?.says ?? '',
    /^Not measured: good token: The variable is not set: SECRET \(credentials\.own\.secret\); bad /u,
  );
  const [form] = await probes.vary('odd', 'auth-form');
  assert.deepEqual(
    [form?.verdict, form?.arms.map(({ label, passed, code }) => [label, passed, code])],
    [
      'matters',
      [
        ['header', 4, undefined],
        ['subprotocol', 0, 'TOKEN_ILLEGAL_IN_SUBPROTOCOL'],
      ],
    ],
  );
});

test('after an abort nothing is opened and every factor still has a verdict', async () => {
  const { probes, seen } = scene(sockets, { SECRET: 'a shared secret' });
  const { environment } = probes;
  const order = { endpoint: probes.endpoint('signed'), factors, id: 'p1' };
  const authorities = { read: async () => ({ ca: undefined }) };
  const tokens = { get: async () => ({ token: 'x' }) };
  const prober = { probe: async (probe: Probe) => unmeasured(probe, { code: 'ABORTED', message: 'stopped' }) };
  const told: string[] = [];
  const verdicts = await varyEndpoint(
    order,
    { environment, variables: {}, tokens, authorities, prober, onPair: ({ factor }) => told.push(factor) },
    AbortSignal.abort(),
  );
  assert.deepEqual(seen, []);
  assert.ok(verdicts.every(({ verdict }) => verdict === 'not-measured'));
  assert.deepEqual(new Set(told), new Set(factors));
});

test('families are compared where a name has both, and not where this machine has no way to one of them', async () => {
  const { probes } = scene(`services: { api: { url: 'https://dual.example', health: /h } }`);
  const codes = new Map<number | undefined, string>();
  const prober = {
    async probe(probe: Probe): Promise<ProbeResult> {
      const code = codes.get(probe.reach.family);
      const { problem: _, ...result } = unmeasured(probe, { code: '', message: '' });
      if (code === undefined) return { ...result, standing: 'up' };
      return { ...result, standing: 'down', brokeAt: 'tcp', problem: { code, message: code } };
    },
  };
  const vary = async (families: readonly number[]) => {
    const [verdict] = await varyEndpoint(
      { endpoint: probes.endpoint('api'), factors: ['address-family'], id: 'p1' },
      {
        environment: probes.environment,
        variables: {},
        tokens: { get: async () => ({ token: 'x' }) },
        authorities: { read: async () => ({ ca: undefined }) },
        prober,
        familiesOf: async () => families,
        gapMs: 0,
      },
      new AbortController().signal,
    );
    return `${verdict?.verdict}: ${verdict?.says}`;
  };
  assert.equal(await vary([4, 6]), 'no-difference: All pass every time: IPv4 4 of 4, IPv6 4 of 4');
  codes.set(6, 'TIMEOUT');
  assert.equal(await vary([6, 4]), 'matters: IPv4 4 of 4, IPv6 0 of 4 (TIMEOUT at tcp); p = 0.029');
  codes.set(6, 'ENETUNREACH');
  assert.equal(
    await vary([4, 6]),
    'not-measured: Not measured: this machine itself has no way to addresses of one family',
  );
  assert.equal(await vary([4]), 'not-measured: Not measured: dual.example has no IPv6 address');
  assert.equal(await vary([]), 'not-measured: Not measured: dual.example cannot be resolved');
});
