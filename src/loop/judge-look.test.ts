import assert from 'node:assert/strict';
import { test } from 'node:test';

import { cacheSign } from './cache-sign.ts';
import { instanceIn } from './instance-in.ts';
import { judgeLook, type Expectation } from './judge-look.ts';
import type { Sample } from './look-at-services.ts';
import { restartedSince } from './process-starts.ts';
import { createPushTrouble } from './push-trouble.ts';
import { uptimeIn } from './uptime-in.ts';

const atMs = Date.parse('2026-03-02T10:00:00.000Z');
const after: Expectation = {
  intended: 'v2',
  before: { api: 'v1' },
  instancesBefore: {},
  changedAtMs: atMs - 60_000,
  restarts: true,
};

function sample(version: string | undefined, parts: Partial<Sample> = {}): Sample {
  return { service: 'api', via: 'plain', atMs, isDown: false, version, ...parts };
}

function both(version: string, parts: Partial<Sample> = {}): readonly Sample[] {
  return [sample(version, parts), sample(version, { via: 'fresh', ...parts })];
}

function up(uptimeSeconds: number): Sample {
  return sample(undefined, { via: 'health', uptimeSeconds });
}

function kindOf(samples: readonly Sample[], expected: Partial<Expectation> = {}): string {
  return judgeLook('api', samples, { ...after, ...expected }).kind;
}

const timed = (seconds: number, uptimeSeconds: number) => ({ atMs: atMs + seconds * 1_000, uptimeSeconds });

function heard(...lines: readonly string[]): string | undefined {
  const push = createPushTrouble();
  for (const line of lines) push.line(line);
  return push.trouble();
}

test('the intended version everywhere, in a process that began after the deploy, is good', () => {
  assert.equal(kindOf([...both('v2'), up(10)]), 'good');
  assert.equal(kindOf(both('v2')), 'good');
  assert.equal(kindOf([...both('v2'), up(3_600)]), 'contradicted');
  assert.equal(kindOf([...both('v2'), up(3_600)], { restarts: false }), 'good');
  assert.equal(kindOf([...both('v2'), up(3_600)], { changedAtMs: undefined }), 'good');
});

test('answers that disagree are never good, whichever of them is the intended one', () => {
  assert.equal(kindOf([sample('v1'), sample('v2', { via: 'fresh' })]), 'cached');
  assert.equal(kindOf([...both('v2'), sample('v1', { via: 'direct' })]), 'cached');
  assert.equal(kindOf([...both('v2'), ...both('v1')]), 'mixed');
  assert.equal(kindOf([...both('v2'), sample(undefined, { gap: 'HTTP 503' })]), 'mixed');
  assert.equal(kindOf([sample(undefined, { gap: 'HTTP 503' })]), 'unread');
  assert.equal(kindOf(both('v1')), 'stale');
  assert.equal(kindOf([]), 'unknown');
});

test('what comes out of a cache even past caches establishes nothing, unless it is seen round the proxy', () => {
  assert.equal(kindOf(both('v2', { cached: 'age: 9' })), 'cached');
  assert.equal(kindOf([...both('v2', { cached: 'age: 9' }), sample('v2', { via: 'direct' })]), 'good');
  const plain = judgeLook('api', [sample('v2', { cached: 'age: 9' }), sample('v2', { via: 'fresh' })], after);
  assert.deepEqual([plain.kind, plain.notes], ['good', ['api: plain answers come out of a cache (age: 9)']]);
});

test('without an intended version something must have changed after a deploy', () => {
  const none = { intended: undefined };
  assert.equal(kindOf(both('v1'), none), 'unchanged');
  assert.equal(kindOf(both('v2'), none), 'good');
  assert.equal(kindOf([...both('v1'), up(5)], none), 'good');
  const instances = { ...none, instancesBefore: { api: 'version:a version:b' } };
  assert.equal(kindOf(both('v1', { instance: 'c' }), instances), 'good');
  assert.equal(kindOf(both('v1', { instance: 'a' }), instances), 'unchanged');
  assert.equal(kindOf(both('v1'), { ...none, changedAtMs: undefined }), 'good');
});

test('a restart is a process that began since; a replica that was only not met before is none', () => {
  assert.equal(restartedSince([timed(0, 300)], [timed(2, 302)]), undefined);
  assert.equal(restartedSince([timed(0, 300)], [timed(2, 301.4)]), undefined);
  assert.notEqual(restartedSince([timed(0, 300)], [timed(2, 1)]), undefined);
  assert.notEqual(restartedSince([timed(0, 2.5)], [timed(2, 0.5)]), undefined);
  assert.equal(restartedSince([timed(0, 300)], [timed(2, 5_000)]), undefined);
  assert.equal(restartedSince([timed(0, 300)], [timed(2, 200)]), undefined);
  assert.equal(restartedSince([], [timed(2, 1)]), undefined);
});

test('caches are known by what they write into headers', () => {
  const hits: readonly Readonly<Record<string, string>>[] = [
    { age: '3' },
    { 'x-cache': 'HIT' },
    { 'x-cache': 'MISS, HIT' },
    { 'cf-cache-status': 'HIT' },
    { 'cache-status': 'nginx; hit' },
    { 'x-proxy-cache': 'STALE' },
    { 'x-vercel-cache': 'HIT' },
  ];
  for (const headers of hits) assert.notEqual(cacheSign(headers), undefined, JSON.stringify(headers));
  const others: readonly Readonly<Record<string, string>>[] = [
    {},
    { age: '0' },
    { 'x-cache': 'MISS' },
    { 'cache-control': 'no-cache, stale-while-revalidate=3' },
    { 'cf-cache-status': 'DYNAMIC' },
  ];
  for (const headers of others) assert.equal(cacheSign(headers), undefined, JSON.stringify(headers));
});

test('an instance is known by a header or a key', () => {
  assert.equal(instanceIn({ 'x-served-by': 'web-3' }, ''), 'web-3');
  assert.equal(instanceIn({}, '{"status":"ok","pid":412}'), '412');
  assert.equal(instanceIn({ server: 'nginx' }, '{"status":"ok"}'), undefined);
  assert.equal(instanceIn({}, 'plain'), undefined);
});

test('a push that failed is heard, and one that then worked is not held against the deploy', () => {
  assert.equal(
    heard('Docker push failed (continuing with existing deployment)'),
    'Docker push failed (continuing with existing deployment)',
  );
  assert.equal(
    heard('denied: requested access to the resource is denied'),
    'denied: requested access to the resource is denied',
  );
  assert.equal(heard('push failed, retrying', 'latest: digest: sha256:0123456789abcdef size: 1570'), undefined);
  assert.equal(heard('The push refers to repository [x]', '3f2a: Pushed', '0 failed'), undefined);
});

test('an uptime is what it says, or the time since the start that it names', () => {
  const read = (body: unknown, headers: Readonly<Record<string, string>> = {}): number | undefined =>
    uptimeIn(JSON.stringify(body), { headers, atMs });
  assert.deepEqual(
    [
      read({ uptime: 12.5 }),
      read({ started_at: '2026-03-02T09:59:00.000Z' }),
      read({ process: { startTime: atMs - 5_000 } }),
      read({ startedAt: Math.floor(atMs / 1_000) - 7 }),
      read({ startedAt: '2026-03-02T09:58:00.000Z' }, { date: 'Mon, 02 Mar 2026 09:59:00 GMT' }),
      read({ status: 'started', since: 'yesterday' }),
      read({ status: 'ok' }),
    ],
    [12.5, 60, 5, 7, 60, undefined, undefined],
  );
});
