import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';

import { WebSocket } from 'ws';

import type { MutantName } from '#domain/test-proof.ts';

import { mutateEnvironment } from './mutate-environment.ts';
import { startMutant } from './start-mutant.ts';

async function askedOverHttp(name: MutantName): Promise<unknown> {
  await using mutant = await startMutant(name);
  try {
    const response = await fetch(`http://127.0.0.1:${mutant.port}/any`, { method: 'POST', body: 'x' });
    return [response.status, await response.text()];
  } catch (error) {
    return error instanceof Error && error.cause instanceof Error && 'code' in error.cause ? error.cause.code : error;
  }
}

async function askedOverWebSocket(name: MutantName): Promise<unknown> {
  await using mutant = await startMutant(name);
  const socket = new WebSocket(`ws://127.0.0.1:${mutant.port}/any`, ['jwt', 'token']);
  const refused = once(socket, 'error').then(([error]) => String(error instanceof Error ? error.message : error));
  const closed = once(socket, 'close').then(([code, reason]) => [code, String(reason), socket.protocol]);
  return await Promise.race([refused, closed]);
}

test('each mutant fails in its own way, also for an upgrade', async () => {
  assert.equal(await askedOverHttp('closed-port'), 'ECONNREFUSED');
  assert.deepEqual(await askedOverHttp('http-500'), [500, '']);
  assert.deepEqual(await askedOverHttp('empty-200'), [200, '']);
  assert.match(String(await askedOverWebSocket('closed-port')), /ECONNREFUSED/u);
  assert.match(String(await askedOverWebSocket('http-500')), /Unexpected server response: 500/u);
  assert.match(String(await askedOverWebSocket('empty-200')), /Unexpected server response: 200/u);
  assert.deepEqual(await askedOverWebSocket('ws-1011'), [1011, 'Internal error', 'jwt']);
});

test('the silent one takes connections and upgrades, and says nothing', async () => {
  await using mutant = await startMutant('silent');
  const socket = new WebSocket(`ws://127.0.0.1:${mutant.port}/any`, ['jwt']);
  await once(socket, 'open');
  const answer = fetch(`http://127.0.0.1:${mutant.port}/any`, { signal: AbortSignal.timeout(200) });
  await assert.rejects(answer, { name: 'TimeoutError' });
  assert.deepEqual([socket.readyState, socket.protocol], [WebSocket.OPEN, 'jwt']);
  socket.terminate();
});

test('addresses move to loopback with the paths that they had', () => {
  const environment = {
    name: 'staging',
    services: new Map([['api', { url: { env: 'API' }, version: '/version', checks: [], headers: {} }]]),
    websockets: new Map([
      ['chat', { url: 'wss://x/ws?a=1', authBy: ['header'], subprotocols: [], expect: [], typeAt: '/type' }] as const,
    ]),
    credentials: new Map(),
    audit: { required: [], domains: [], files: [], forbid: [] },
    locations: [],
  };
  const urls = (name: MutantName): unknown => {
    const moved = mutateEnvironment(environment, { name, port: 99 }, { API: 'https://api.example.com/v1' });
    return [moved.services.get('api')?.url, moved.services.get('api')?.version, moved.websockets.get('chat')?.url];
  };
  assert.deepEqual(urls('http-500'), ['http://127.0.0.1:99/v1', undefined, 'ws://127.0.0.1:99/ws?a=1']);
  assert.deepEqual(urls('ws-1011'), [{ env: 'API' }, undefined, 'ws://127.0.0.1:99/ws?a=1']);
});
