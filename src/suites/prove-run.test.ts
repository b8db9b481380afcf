import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Environment } from '#domain/configuration.ts';
import type { Contact, TestResult } from '#domain/test-result.ts';

import { isMet, targetsOf, type Target } from './proof-targets.ts';
import { doubtSurvivors, proveRun, type Proof } from './prove-run.ts';

const api: Contact = { host: 'api.example.com', port: 443, connections: 1, bytesOut: 300, bytesIn: 400 };
const known: Proof = { targets: [{ host: 'api.example.com', port: 443 }], blindSpots: [] };

function passed(id: string, contacts?: readonly Contact[]): TestResult {
  return { id, outcome: 'passed', durationMs: 1, attempts: 1, contacts };
}

test('a run is proven when each passed test was answered by a target', () => {
  const skipped: TestResult = { ...passed('c'), outcome: 'skipped' };
  assert.deepEqual(proveRun([passed('a', [api]), passed('b', [api]), skipped], known), {
    verdict: 'proven',
    verdictReason: 'Each of the 2 passed tests was answered by the stack',
  });
});

test('the passed tests that met no target are counted and named, with what may have gone unseen', () => {
  const tests = [passed('a', [api]), passed('b', []), passed('c', [{ ...api, port: 8443 }])];
  const { verdict, verdictReason } = proveRun(tests, { ...known, blindSpots: ['connections of grpc are not seen'] });
  assert.equal(verdict, 'unproven');
  assert.equal(
    verdictReason,
    '2 of 3 passed tests never connected to the stack: "b", "c" (connections of grpc are not seen)',
  );
});

test('without a record and without targets nothing is proven', () => {
  const reasons = [
    proveRun([passed('a')], known),
    proveRun([passed('a')], { ...known, blindSpots: ["Teneleven's module could not be loaded into pytest"] }),
    proveRun([passed('a', [api])], { ...known, targets: [] }),
  ];
  assert.deepEqual(
    reasons.map(({ verdictReason }) => verdictReason),
    [
      'What 1 of 1 passed tests connected to was not recorded: its runner is not one that can be watched',
      "What 1 of 1 passed tests connected to was not recorded (Teneleven's module could not be loaded into pytest)",
      'The environment names no service or WebSocket that the tests could have reached',
    ],
  );
  assert.ok(reasons.every(({ verdict }) => verdict === 'unproven'));
});

test('what is known to pass against a target that does not work is told with the run that showed it', () => {
  const proof = { suite: 's', environment: 'e', test: 'b', run: 'r7', at: '2026-03-02T10:00:00.000Z' };
  const asked = ['closed-port', 'empty-200'] as const;
  const tests = [passed('a', [api]), passed('b', [api])];
  assert.equal(doubtSurvivors(tests, [{ ...proof, asked, survived: [] }]), undefined);
  assert.equal(doubtSurvivors(tests, [{ ...proof, test: 'gone', asked, survived: asked }]), undefined);
  assert.deepEqual(doubtSurvivors(tests, [{ ...proof, asked, survived: ['empty-200'] }]), {
    verdict: 'unproven',
    verdictReason: '1 of 2 passed tests also passed against a target that does not work (an empty 200; r7): "b"',
  });
});

test('a contact is of a target when host and port are, and something came back', () => {
  const targets: readonly Target[] = [{ host: 'localhost', port: 4110 }, { host: 'API.example.com' }];
  const contact = { host: '127.0.0.1', port: 4110, connections: 1 };
  const cases: readonly (readonly [Contact, boolean])[] = [
    [contact, true],
    [{ ...contact, host: '::1' }, true],
    [{ ...contact, bytesIn: 0 }, false],
    [{ ...contact, port: 4111 }, false],
    [{ ...contact, host: '10.0.0.1' }, false],
    [{ ...contact, host: 'api.example.com.', port: 99 }, true],
    [{ ...contact, host: 'evil-api.example.com', port: 443 }, false],
  ];
  assert.deepEqual(
    cases.map(([each]) => isMet(each, targets)),
    cases.map(([, expected]) => expected),
  );
});

test('targets are those named, else those of the environment, round the proxy too, and the proxy itself', () => {
  const service = { url: 'https://api.example.com/v1', direct: 'http://10.0.0.7:8080', checks: [], headers: {} };
  const chat = { url: { env: 'WS_URL' }, authBy: ['header'], subprotocols: [], expect: [], typeAt: '/type' } as const;
  const environment: Environment = {
    name: 'staging',
    services: new Map([['api', service]]),
    websockets: new Map([['chat', chat]]),
    credentials: new Map(),
    audit: { required: [], domains: [], files: [], forbid: [] },
    locations: [],
  };
  const around = { own: { WS_URL: 'ws://api.example.com/ws' }, child: { HTTPS_PROXY: 'proxy.example.com:3128' } };
  const proxy = { host: 'proxy.example.com', port: 3128 };
  assert.deepEqual(targetsOf({ targets: [] }, environment, around), [
    { host: 'api.example.com', port: 443 },
    { host: '10.0.0.7', port: 8080 },
    { host: 'api.example.com', port: 80 },
    proxy,
  ]);
  const targets = ['api.example.com', 'other.example.com', 'third.example.com:81', 'https://fourth.example.com/x'];
  assert.deepEqual(targetsOf({ targets }, environment, around), [
    { host: 'api.example.com', port: 443 },
    { host: 'api.example.com', port: 80 },
    { host: 'other.example.com' },
    { host: 'third.example.com', port: 81 },
    { host: 'fourth.example.com', port: 443 },
    proxy,
  ]);
});
