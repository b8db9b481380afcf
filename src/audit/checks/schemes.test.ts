import assert from 'node:assert/strict';
import { test } from 'node:test';

import { openAuditScene, told } from '#testing/audit-scene.ts';

const audited = async (environment: string, file = ''): Promise<readonly string[]> => {
  await using scene = await openAuditScene({
    yaml: `environments:\n  staging:\n${environment.replaceAll(/^(?=.)/gmu, '    ')}`,
    files: { 'a.env': file },
  });
  return told(await scene.audit(), 'schemes/');
};

test('wss goes with https, on a port and a host of the services', async () => {
  const lines = await audited(
    `services: { api: { url: 'https://api.invalid' } }
websockets: { chat: { url: 'wss://api.invalid/ws' }, bare: { url: 'ws://api.invalid/ws' }, far: { url: 'wss://other.invalid:8443/ws' } }`,
  );
  assert.deepEqual(
    lines,
    [
      'passed websockets.chat.url is wss://, as services.api.url is https://'.replace('https://', 'https://'),
      'passed websockets.chat.url uses port 443, as a service of that host does',
      'passed websockets.chat.url is on the host of services.api.url',
      'failed websockets.bare.url is ws:// while services.api.url is https://',
      'doubtful websockets.bare.url uses port 80, the services of that host 443',
      'passed websockets.bare.url is on the host of services.api.url',
      'passed websockets.far.url is wss://, as services.api.url is https://',
      'doubtful websockets.far.url is at other.invalid:8443, where no service of the environment is',
    ].map((line) => line.replace(/(wss|https|ws):\/\/(?=[ ,]|$)/gu, '$1://')),
  );
});

test('the host of a websocket is a configured domain, where domains are configured', async () => {
  const lines = await audited(
    `services: { api: { url: 'https://api.invalid' } }
websockets: { chat: { url: 'wss://api.invalid/ws' }, far: { url: 'wss://other.invalid/ws' } }
audit: { domains: [api.invalid] }`,
  );
  assert.ok(lines.includes('passed websockets.chat.url is at api.invalid, a configured domain'));
  assert.ok(lines.includes('failed websockets.far.url is at other.invalid, which is no configured domain'));
});

test('addresses in files use the scheme and the port of e2e.yaml; plain http beyond this machine is doubtful', async () => {
  const environment = `services: { api: { url: 'https://api.invalid' }, old: { url: 'http://old.invalid' } }\naudit: { files: [a.env] }`;
  const lines = await audited(
    environment,
    'A=http://api.invalid/x\nB=https://api.invalid:8443\nC=https://api.invalid/y\nD=https://far.invalid',
  );
  assert.deepEqual(lines, [
    'doubtful services.old.url is at http://old.invalid, without TLS',
    'failed A (a.env:1) names api.invalid by http:// where e2e.yaml has https://',
    'doubtful B (a.env:2) names port 8443 of api.invalid, e2e.yaml 443',
  ]);
  assert.deepEqual((await audited(environment, 'C=https://api.invalid/y')).slice(1), [
    'passed 1 addresses in files agree with e2e.yaml in scheme and port',
  ]);
});
