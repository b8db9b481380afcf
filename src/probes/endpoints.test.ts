import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { parseConfiguration } from '#config/parse-configuration.ts';
import type { Environment } from '#domain/configuration.ts';
import { OperatorError } from '#domain/operator-error.ts';

import { endpointsOf, findEndpoint, selectEndpoints } from './endpoints.ts';

function environmentOf(yaml: string): Environment {
  const [environment] = parseConfiguration(`environments:\n  staging:\n${yaml}`, '/e2e.yaml').environments.values();
  assert.ok(environment);
  return environment;
}

const ids = (environment: Environment) => endpointsOf(environment).map(({ id }) => id);

const usual = environmentOf(`
    services:
      api: { url: https://api.example.com, health: /health, deepHealth: /health/ready, checks: [/config, { path: /me, auth: me }] }
      auth: { url: https://auth.example.com, deepHealth: /ready }
    websockets:
      chat: { url: wss://api.example.com/ws, auth: me, authBy: [header, subprotocol, query] }
      chatter: { url: wss://api.example.com/ws2 }
    credentials: { me: { static: abc } }`);

test('a service has an endpoint per path and a websocket one per form, the first under the bare name', () => {
  assert.deepEqual(ids(usual), [
    'api',
    'api:/health/ready',
    'api:/config',
    'api:/me',
    'auth',
    'chat',
    'chat:subprotocol',
    'chat:query',
    'chatter',
  ]);
  const [health, , , me] = endpointsOf(usual);
  assert.equal(health?.kind === 'http' ? health.check.path : undefined, '/health');
  assert.equal(me?.kind === 'http' ? me.check.auth : undefined, 'me');
  assert.deepEqual(
    endpointsOf(usual).map((endpoint) => (endpoint.kind === 'websocket' ? endpoint.authBy : endpoint.isBare)),
    [false, false, false, false, false, 'header', 'subprotocol', 'query', undefined],
  );
});

test('a service that names no path is asked for its version, and without one at its base address', () => {
  const environment = environmentOf(`
    services:
      api: { url: https://api.example.com, version: '/version#/sha' }
      web: { url: https://www.example.com }`);
  assert.deepEqual(
    endpointsOf(environment).map((each) => each.kind === 'http' && [each.id, each.check.path, each.isBare]),
    [
      ['api', '/version', false],
      ['web', '', true],
    ],
  );
});

test('ids are unique: a websocket named like a service, one path checked twice, queries left out', () => {
  const environment = environmentOf(`
    services:
      chat: { url: https://example.com, health: /health, checks: [/search?key=s3cret, '/search?key=other', /health] }
    websockets:
      chat: { url: wss://example.com/ws, auth: me, authBy: [header, cookie] }
    credentials: { me: { static: abc } }`);
  assert.deepEqual(ids(environment), [
    'chat',
    'chat:/search',
    'chat:/search#2',
    'chat:/health',
    'chat:websocket',
    'chat:cookie',
  ]);
});

test('a word means everything, one id, or a name with all below it, never a longer name', () => {
  const select = (word: string) => selectEndpoints(word, usual).map(({ id }) => id);
  assert.deepEqual(select('all'), ids(usual));
  assert.deepEqual(select('chat'), ['chat', 'chat:subprotocol', 'chat:query']);
  assert.deepEqual(select('chat:query'), ['chat:query']);
  assert.deepEqual(select('api:/config'), ['api:/config']);
  assert.equal(findEndpoint('chat', usual)?.id, 'chat');
  assert.equal(findEndpoint('cha', usual), undefined);
});

function mistakeOf(word: string, environment = usual): OperatorError {
  try {
    selectEndpoints(word, environment);
  } catch (error) {
    if (error instanceof OperatorError) return error;
  }
  throw new assert.AssertionError({ message: 'no mistake' });
}

test('an unknown word is a mistake that names the nearest endpoint', () => {
  const chta = mistakeOf('chta');
  assert.equal(chta.code, 'UNKNOWN_ENDPOINT');
  assert.equal(chta.message, 'No endpoint named "chta" in "staging"');
  assert.match(chta.hint, /^Did you mean "chat"\? Known endpoints: api, api:\/health\/ready, /u);
  assert.match(mistakeOf('api:/confg').hint, /Did you mean "api:\/config"\?/u);
  assert.equal(mistakeOf('__proto__').code, 'UNKNOWN_ENDPOINT');
  assert.equal(mistakeOf('all', environmentOf('    services: {}')).message, 'No endpoint is configured for "staging"');
});

test('every endpoint of the example has a name that selects it', () => {
  const file = new URL('../../examples/e2e.yaml', import.meta.url);
  const [environment] = parseConfiguration(readFileSync(file, 'utf8'), file.pathname).environments.values();
  assert.ok(environment);
  for (const endpoint of endpointsOf(environment)) {
    assert.ok(selectEndpoints(endpoint.id, environment).some(({ id }) => id === endpoint.id));
    assert.ok(selectEndpoints(endpoint.name, environment).some(({ id }) => id === endpoint.id));
  }
});
