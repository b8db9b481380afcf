import assert from 'node:assert/strict';
import { test } from 'node:test';

import { serveHealth } from './health.ts';

test('readiness is 503 while a check is not well, also one that fails or hangs', async (t) => {
  const checks = new Map<string, () => Promise<boolean>>([
    ['slack', async () => true],
    ['store', async () => true],
  ]);
  const server = await serveHealth({
    port: 0,
    host: '127.0.0.1',
    checks: { slack: () => ask('slack'), store: () => ask('store') },
  });
  t.after(() => server.close());
  const ask = (name: string) => checks.get(name)?.() ?? Promise.resolve(false);
  const get = async (path: string) => {
    const response = await fetch(`http://127.0.0.1:${server.port}${path}`);
    return [response.status, await response.json()];
  };

  assert.deepEqual(await get('/healthz'), [200, { alive: true }]);
  assert.deepEqual(await get('/readyz'), [200, { slack: true, store: true }]);
  checks.set('slack', async () => false);
  assert.deepEqual(await get('/readyz'), [503, { slack: false, store: true }]);
  checks.set('slack', () => Promise.reject(new Error('no')));
  checks.set('store', () => new Promise(() => {}));
  assert.deepEqual(await get('/readyz'), [503, { slack: false, store: false }]);
});
