import assert from 'node:assert/strict';
import { test } from 'node:test';

import { parseConfiguration } from '#config/parse-configuration.ts';

import { mutantsFor } from './choose-mutants.ts';

const tls = { services: { api: { url: 'https://api.example.com' } } };
const plain = {
  services: { api: { url: 'http://127.0.0.1:80' } },
  websockets: { chat: { url: 'ws://127.0.0.1:81/ws' } },
};

function chosen(staging: object, suite: object): readonly string[] {
  const text = JSON.stringify({
    environments: { staging },
    suites: { s: { runner: 'pytest', command: ['x'], ...suite } },
  });
  const { suites, environments } = parseConfiguration(text, '/repo/e2e.yaml');
  const [[, named], [, environment]] = [[...suites][0]!, [...environments][0]!];
  return mutantsFor(named, environment, {}).map(({ name, diverts }) =>
    [name, ...diverts.map(({ port }) => port)].join(' '),
  );
}

test('what a suite is told of is replaced, and connections to all the rest are led astray', () => {
  const url = { environment: { URL: '${services.api.url}' } };
  assert.deepEqual(chosen(plain, url), ['closed-port 80 81', 'http-500 80 81', 'empty-200 80 81', 'silent 80 81']);
  const command = { command: ['pytest', '--ws=${websockets.chat.url}'] };
  assert.ok(chosen(plain, command).includes('ws-1011'));
  assert.deepEqual(chosen(tls, url), ['closed-port 443', 'http-500', 'empty-200', 'silent 443']);
});

test('of a suite that has its addresses from elsewhere, TLS can only be refused or left without an answer', () => {
  assert.deepEqual(chosen(plain, {}), ['closed-port 80 81', 'http-500 80 81', 'empty-200 80 81', 'silent 80 81']);
  assert.deepEqual(chosen(tls, {}), ['closed-port 443', 'silent 443']);
  const both = { ...plain, services: tls.services };
  assert.deepEqual(chosen(both, {}), ['closed-port 443 81', 'silent 443 81']);
  assert.deepEqual(chosen({}, {}), []);
  assert.deepEqual(chosen(plain, { runner: 'junit', report: 'out.xml' }), []);
});
