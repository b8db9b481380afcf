import assert from 'node:assert/strict';
import { test } from 'node:test';

import { parseConfiguration } from '#config/parse-configuration.ts';
import type { Symptom } from '#domain/diagnosis.ts';
import { makeSymptom } from '#testing/make-symptom.ts';

import { aimOf } from './aim.ts';
import type { Aim } from './experiment.ts';

const yaml = `
environments:
  staging:
    services:
      stock: { url: 'http://127.0.0.1:9', health: /health, checks: [/items] }
      billing: { url: 'http://127.0.0.1:9/billing', health: /health, checks: [/invoices] }
      labels: { url: 'http://127.0.0.1:8', health: /health, checks: [/label] }
suites: {}
`;

function aimAt(target: string, parts: Partial<Symptom> = {}, text = yaml): Aim {
  const [environment] = parseConfiguration(text, '/e2e.yaml').environments.values();
  assert.ok(environment);
  const symptom = makeSymptom({ phase: 'http', error: 'HTTPStatusError', target, ...parts });
  return aimOf(symptom, { environment, variables: {} });
}

const idsOf = ({ operations }: Aim): readonly string[] => operations.map(({ id }) => id);

test('of services behind one host the one is meant whose address the path begins with', () => {
  assert.deepEqual(idsOf(aimAt('http://127.0.0.1:9/billing/invoices')), ['billing:/invoices']);
  assert.deepEqual(idsOf(aimAt('http://127.0.0.1:9/billing/health')), ['billing']);
  assert.deepEqual(idsOf(aimAt('http://127.0.0.1:9/items')), ['stock:/items']);
});

test('a path that no check has is asked below the address of its service', () => {
  const { failingPath } = aimAt('http://127.0.0.1:9/billing/refunds/7');
  assert.equal(failingPath?.id, 'billing:/refunds/7');
  assert.equal(failingPath?.check.path, '/refunds/7');
  assert.equal(failingPath?.name, 'billing');
  assert.equal(aimAt('http://127.0.0.1:9/billings').failingPath?.name, 'stock');
});

test('the path of a websocket that had been open is not asked for as a page; of one that was refused it is', () => {
  const closed = { phase: 'steady', error: 'ConnectionClosedError', closeCode: 1011 } as const;
  assert.equal(aimAt('ws://127.0.0.1:9/collab', closed).failingPath, undefined);
  const refused = { phase: 'upgrade', error: 'InvalidStatus', status: 502 } as const;
  assert.equal(aimAt('ws://127.0.0.1:9/collab', refused).failingPath?.check.path, '/collab');
});

test('beside a websocket the service of its name is meant, whichever else is behind the same host', () => {
  const websockets = "websockets: { billing: { url: 'ws://127.0.0.1:9/ws' } }";
  const closed = { phase: 'steady', error: 'ConnectionClosedError', closeCode: 1006 } as const;
  const { paths } = aimAt('ws://127.0.0.1:9/ws', closed, yaml.replace('suites:', `    ${websockets}\nsuites:`));
  assert.equal(paths[0]?.name, 'billing');
});

test('a path without an address that several services have is asked of each of them', () => {
  assert.deepEqual(idsOf(aimAt('/health')), ['stock', 'labels']);
  assert.equal(aimAt('/health').failingPath, undefined);
  assert.deepEqual(idsOf(aimAt('/label')), ['labels:/label']);
  assert.deepEqual(idsOf(aimAt('/health', { endpoint: 'labels' })), ['labels']);
});

test('a path that is checked as several users is done again as each of them, since nobody knows as whom the test came', () => {
  const users = yaml.replace('checks: [/items]', 'checks: [{ path: /items, auth: ida }, { path: /items, auth: omar }]');
  const credentials = 'credentials: { ida: { static: x }, omar: { static: y } }';
  const text = users.replace('  staging:', `  staging:\n    ${credentials}`);
  assert.equal(idsOf(aimAt('http://127.0.0.1:9/items', {}, text)).length, 2);
  assert.equal(idsOf(aimAt('http://127.0.0.1:9/items')).length, 1);
});

test('a test may call this machine by another of its names', () => {
  assert.deepEqual(idsOf(aimAt('http://localhost:9/billing/invoices')), ['billing:/invoices']);
  assert.deepEqual(idsOf(aimAt('http://[::1]:8/label')), ['labels:/label']);
});

test('of services with one address the one is meant whose check the path begins with', () => {
  assert.equal(aimAt('http://127.0.0.1:9/api/orders/o-1', {}, beside).failingPath?.name, 'orders');
  assert.equal(aimAt('http://127.0.0.1:9/api/vehicles/7', {}, beside).failingPath?.name, 'fleet');
  // A websocket is of the service whose health path lies beside it.
  const { paths } = aimAt('ws://127.0.0.1:9/ws', { phase: 'steady' }, beside);
  assert.deepEqual(
    paths.map(({ id }) => id),
    ['assistant'],
  );
});

const beside = `
environments:
  staging:
    services:
      fleet: { url: 'http://127.0.0.1:9', health: /health, checks: [/api/vehicles] }
      orders: { url: 'http://127.0.0.1:9', health: /orders/health, checks: [/api/orders] }
      assistant: { url: 'http://127.0.0.1:9', health: /ws/health }
    websockets: { live: { url: 'ws://127.0.0.1:9/ws' } }
suites: {}
`;
