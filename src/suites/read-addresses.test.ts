import assert from 'node:assert/strict';
import { test } from 'node:test';

import { parseConfiguration } from '#config/parse-configuration.ts';

import { readAddresses } from './read-addresses.ts';

function read(yaml: string, signal: AbortSignal = AbortSignal.timeout(5_000)) {
  const text = `environments: { staging: { ${yaml} } }\nsuites: {}\n`;
  const [environment] = parseConfiguration(text, '/e2e.yaml').environments.values();
  assert.ok(environment);
  return readAddresses(environment, { CHAT: 'ws://localhost:9/ws' }, signal);
}

test('names of services and websockets are looked up, addresses are not', async () => {
  const found = await read(
    "services: { desk: { url: 'http://127.0.0.1:9' }, six: { url: 'http://[::1]:9' } }, websockets: { chat: { url: { env: CHAT } } }",
  );
  assert.deepEqual(Object.keys(found), ['localhost']);
  assert.ok(found['localhost']?.every((address) => address === '127.0.0.1' || address === '::1'));
  assert.notEqual(found['localhost']?.length, 0);
});

test('a name that is not found, or that nobody waits for, is left out', async () => {
  assert.deepEqual(await read("services: { desk: { url: 'http://nobody.invalid' } }"), {});
  assert.deepEqual(await read("services: { desk: { url: 'http://localhost:9' } }", AbortSignal.abort()), {});
});
