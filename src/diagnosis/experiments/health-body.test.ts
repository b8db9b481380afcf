import assert from 'node:assert/strict';
import { test } from 'node:test';

import { readHealthBody } from './health-body.ts';

const unwellIn = (body: unknown): readonly string[] | undefined => readHealthBody(JSON.stringify(body))?.unwell;

test('a dependency that is called unwell is named, in whatever shape', () => {
  assert.deepEqual(unwellIn({ status: 'degraded', dependencies: { store: 'disconnected', auth: 'connected' } }), [
    'database',
  ]);
  assert.deepEqual(
    unwellIn({
      checks: [
        { name: 'redis', status: 'DOWN' },
        { name: 'db', status: 'UP' },
      ],
    }),
    ['cache'],
  );
  assert.deepEqual(unwellIn({ components: { db: { status: 'DOWN', details: { error: 'refused' } } } }), ['database']);
  assert.deepEqual(unwellIn({ postgres: false, queue: true }), ['database']);
  assert.deepEqual(unwellIn({ status: 'ok', e2e_test_auth: 'disabled', tracing: 'disabled' }), ['e2e_test_auth']);
});

test('a status of the whole names nothing, and words that are neither well nor ill are passed over', () => {
  assert.deepEqual(unwellIn({ status: 'unhealthy', version: 'abc', region: 'eu' }), []);
  assert.equal(readHealthBody(JSON.stringify({ status: 'ok' }))?.namesAny, false);
});

test('a schema that is behind the code is called unwell, in words or by what is left to do', () => {
  for (const body of [
    { database: 'ok', migrations: 'pending: head is 0042, database is at 0041' },
    { status: 'ok', pending_migrations: 2 },
    { alembic: 'behind' },
    { schema: { status: 'error' } },
  ]) {
    assert.deepEqual(unwellIn(body), ['migrations'], JSON.stringify(body));
  }
  for (const body of [{ migrations: 'up to date' }, { schema: 41 }, { pendingMigrations: 0 }, { orders: 'pending' }]) {
    assert.deepEqual(unwellIn(body), [], JSON.stringify(body));
  }
});

test('what is no JSON object has nothing to say', () => {
  for (const body of ['', 'ok', '<html>', '[', 'null', '3']) assert.equal(readHealthBody(body), undefined);
});

test('an uptime is read in seconds and in milliseconds', () => {
  for (const body of [{ uptime: 12 }, { uptimeS: 12 }, { process: { uptime_seconds: 12 } }, { uptimeMs: 12_000 }]) {
    assert.equal(readHealthBody(JSON.stringify(body))?.uptimeSeconds, 12);
  }
});
