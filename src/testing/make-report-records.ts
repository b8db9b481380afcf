import type { Loop } from '#domain/loop.ts';
import type { Run } from '#domain/run.ts';
import { countOutcomes, type TestResult } from '#domain/test-result.ts';

import { makeAudit } from './make-audit.ts';
import { makeDiagnosis, makeInquiry } from './make-inquiry.ts';
import { makeChange, makeLoop, makeLoopStep, makeRound } from './make-loop.ts';
import { makeProbeResult, makeProbing } from './make-probe-result.ts';
import { makeRun } from './make-run.ts';

const handshake = { type: 'TimeoutError', message: 'timed out during opening handshake', details: '' };
const internal = {
  type: 'ConnectionClosedError',
  message: 'received 1011 (internal error) Internal error',
  details: '',
};
const read = { type: 'httpx.ReadTimeout', message: '', details: '' };
const file = 'tests/e2e/staging/test_1_websocket_events_staging.py';

function failed(name: string, durationMs: number, failure: TestResult['failure']): TestResult {
  return { id: `${file}::${name}`, outcome: 'failed', durationMs, attempts: 1, failure };
}

function passed(name: string, durationMs: number): TestResult {
  return { id: `${file}::${name}`, outcome: 'passed', durationMs, attempts: 1 };
}

const firstTests: readonly TestResult[] = [
  failed('test_health_check', 60_065, read),
  failed('test_websocket_connection', 10_004, handshake),
  failed('test_api_endpoints_for_agents', 60_060, read),
  failed('test_websocket_event_flow_real', 10_001, handshake),
  failed('test_concurrent_websocket_real', 4_217, internal),
];
const secondTests: readonly TestResult[] = [
  passed('test_health_check', 506),
  passed('test_websocket_connection', 1_450),
  passed('test_api_endpoints_for_agents', 379),
  passed('test_websocket_event_flow_real', 3_451),
  failed('test_concurrent_websocket_real', 5_012, { type: 'TimeoutError', message: 'no answer', details: '' }),
];

function eventsRun(id: string, tests: readonly TestResult[], parts: Partial<Run>): Run {
  const verdict = { state: 'failed', verdict: 'failed', verdictReason: 'Tests failed' } as const;
  return makeRun({ id, suite: 'websocket-events', partOf: 'l1', ...verdict, counts: countOutcomes(tests), ...parts });
}

const decision = { kind: 'again', says: 'The push had failed; deploy again' } as const;

/** An evening of two rounds: the push fails and the old build is tested; then the new one runs and four of five tests pass. */
export function makeEvening() {
  const runs = {
    r2: {
      run: eventsRun('r2', firstTests, {
        versions: { api: '3f2a' },
        startedAt: '2025-09-09T18:05:00.000Z',
        endedAt: '2025-09-09T18:07:25.110Z',
      }),
      tests: firstTests,
    },
    r3: {
      run: eventsRun('r3', secondTests, {
        versions: { api: '9c1d' },
        startedAt: '2025-09-09T18:30:00.000Z',
        endedAt: '2025-09-09T18:30:11.910Z',
      }),
      tests: secondTests,
    },
  };
  const chat = { endpoint: 'chat', kind: 'websocket' } as const;
  const probings = {
    p1: makeProbing({
      id: 'p1',
      counts: { up: 1, down: 1, unknown: 0 },
      results: [
        makeProbeResult({
          ...chat,
          id: 'p1.1',
          standing: 'down',
          brokeAt: 'upgrade',
          problem: { code: 'TIMEOUT', message: 'No answer within 10 s' },
        }),
        makeProbeResult({ id: 'p1.2' }),
      ],
    }),
    p2: makeProbing({
      id: 'p2',
      counts: { up: 2, down: 0, unknown: 0 },
      results: [makeProbeResult({ ...chat, id: 'p2.1' }), makeProbeResult({ id: 'p2.2' })],
    }),
  };
  const inquiries = {
    w1: makeInquiry({ id: 'w1', run: 'r2', partOf: 'l1' }),
    w2: makeInquiry({ id: 'w2', run: 'r3', partOf: 'l1', diagnoses: [makeDiagnosis({ whys: [], causes: [] })] }),
  };
  return { runs, probings, inquiries, audits: { a1: makeAudit({ partOf: 'l1' }) }, loop: eveningLoop() };
}

function eveningLoop(): Loop {
  return makeLoop({
    suites: ['websocket-events'],
    state: 'red',
    reason: 'One test is still red after two rounds',
    startedAt: '2025-09-09T17:59:00.000Z',
    endedAt: '2025-09-09T18:32:00.000Z',
    observations: [
      {
        id: 'o1',
        source: 'deploy',
        fact: 'version.intended',
        value: false,
        at: '2025-09-09T18:03:00.000Z',
        says: 'api reports 3f2a, intended is 9c1d, 8 of 8 fresh connections',
        group: 'gate',
        isControlled: false,
      },
    ],
    rounds: [
      makeRound({
        startedAt: '2025-09-09T17:59:01.000Z',
        endedAt: '2025-09-09T18:08:00.000Z',
        steps: [
          makeLoopStep('version', {
            state: 'failed',
            says: 'api reports 3f2a, intended is 9c1d',
            observations: ['o1'],
          }),
        ],
        change: makeChange({ state: 'failed', exitCode: 1, tail: ['docker push: denied: `token` expired'] }),
        versionsAfter: { api: '3f2a' },
        runs: ['r2'],
        inquiries: ['w1'],
        probing: 'p1',
        audit: 'a1',
        fingerprint: 'x',
        decision,
      }),
      makeRound({
        number: 2,
        startedAt: '2025-09-09T18:25:00.000Z',
        endedAt: '2025-09-09T18:32:00.000Z',
        runs: ['r3'],
        inquiries: ['w2'],
        probing: 'p2',
        fingerprint: 'y',
        decision: { kind: 'stop', says: 'The last round is not green' },
      }),
    ],
  });
}
