import assert from 'node:assert/strict';
import { test } from 'node:test';

import { parseConfiguration } from '#config/parse-configuration.ts';
import type { ProbeResult } from '#domain/probe.ts';
import { makeProbeResult } from '#testing/make-probe-result.ts';

import type { Evidence } from '../evidence.ts';
import { domainsAnswer } from './domains-answer.ts';

const configuration = parseConfiguration(
  `environments: { staging: { services: { api: { url: 'https://api.example.com', health: / } } } }`,
  '/e2e.yaml',
);
const environment = configuration.environments.get('staging') ?? assert.fail();

const tls = { names: ['api.example.com'], chain: [], isTrusted: true };
const passed = (step: 'dns' | 'tcp' | 'tls') => ({ step, outcome: 'passed', durationMs: 1 }) as const;

function judge(...results: readonly Partial<ProbeResult>[]): readonly string[] {
  const evidence: Evidence = {
    environment,
    others: [],
    file: '/e2e.yaml',
    variables: {},
    files: [],
    reports: [],
    looks: results.map((parts) => {
      return { purpose: 'plain', name: 'api', endpoint: 'api', path: '/', result: makeProbeResult(parts) };
    }),
    leftOut: 0,
    tokens: [],
    intended: {},
    history: { audits: [], incidents: [], closes: [], points: 0 },
    fingerprint: (value) => value,
    isKeyKept: true,
    now: new Date(),
  };
  return domainsAnswer
    .judge(evidence)
    .map(({ id, result }) => `${result} ${id.replace('domains/api.example.com/', '')}`);
}

const whole = [passed('dns'), passed('tcp'), passed('tls')];

test('a certificate with 21 days left is good, with 20 doubtful, on its last day doubtful, after it bad', () => {
  for (const [daysLeft, result] of [
    [21, 'passed'],
    [20, 'doubtful'],
    [0, 'doubtful'],
    [-1, 'failed'],
  ] as const) {
    assert.equal(judge({ steps: whole, tls: { ...tls, daysLeft } }).at(-1), `${result} certificate`);
  }
});

test('of several looks at one host the one that came furthest counts', () => {
  const cut = { steps: [{ step: 'dns', outcome: 'failed', durationMs: 1 } as const] };
  assert.deepEqual(judge(cut, { steps: whole, tls: { ...tls, daysLeft: 60 } }, cut), [
    'passed resolves',
    'passed answers',
    'passed certificate',
  ]);
});

test('what was never looked at is unknown, and what a proxy hides is left out', () => {
  const problem = { code: 'MISSING_VARIABLE', message: 'The variable is not set' };
  assert.deepEqual(judge({ standing: 'unknown', steps: [], problem }), ['unknown resolves', 'unknown answers']);
  assert.deepEqual(judge({ steps: [passed('tls')], tls: { ...tls, daysLeft: 60 } }), ['passed certificate']);
});
