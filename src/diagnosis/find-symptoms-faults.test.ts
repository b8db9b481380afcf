import assert from 'node:assert/strict';
import { dirname, join } from 'node:path';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { loadConfiguration } from '#config/load-configuration.ts';
import type { Symptom } from '#domain/diagnosis.ts';
import { makeRun } from '#testing/make-run.ts';
import { recordedFaults, type RecordedSuite } from '#testing/recorded-faults.ts';

import { findSymptoms, readRed } from './find-symptoms.ts';
import { observeReport } from './observe-report.ts';

const examples = join(dirname(fileURLToPath(import.meta.url)), '../../examples');
const configuration = await loadConfiguration({ cwd: examples, variables: {} });
const environment = configuration.environments.get('staging');
const suite = configuration.suites.get('critical')?.variables;
assert.ok(environment !== undefined);
const recorded = recordedFaults();

/** Symptoms of the run with each fault, the most tests first: how far it came, what it is, the endpoint. */
const expected = {
  'handler-error': {
    node: ['first-message: received 1011, "Internal error" of chat'],
    pytest: ['first-message: received 1011, "Internal error" of chat'],
  },
  'handler-crash': {
    node: ['first-message: closed without a close frame (1006) of chat'],
    pytest: ['first-message: closed without a close frame (1006) of chat'],
  },
  'accept-delayed': {
    node: ['upgrade: TIMEOUT at the upgrade of chat'],
    pytest: ['upgrade: TimeoutError (TIMEOUT) at the upgrade of chat'],
  },
  'upgrade-not-forwarded': {
    node: ['upgrade: HTTP 404 at the upgrade of chat'],
    pytest: ['upgrade: HTTP 404 at the upgrade of chat'],
  },
  'route-missing': {
    node: ['upgrade: HTTP 403 at the upgrade of chat'],
    pytest: ['upgrade: HTTP 403 at the upgrade of chat'],
  },
  'no-healthy-upstream': {
    node: [
      'http: HTTP 503',
      'upgrade: HTTP 503 at the upgrade of chat',
      'unknown: TypeError',
      'http: AssertionError (UNEXPECTED_BODY)',
      'assertion: AssertionError',
      'http: AssertionError (OTHER_VERSION)',
    ],
    pytest: [
      'http: HTTP 503',
      'upgrade: HTTP 503 at the upgrade of chat',
      'http: KeyError (UNEXPECTED_BODY)',
      'http: AssertionError (UNEXPECTED_BODY) at /api/me of api:/api/me',
      'unknown: KeyError',
    ],
  },
  'subprotocol-not-selected': {
    node: ['upgrade: NO_SUBPROTOCOL at the upgrade of chat'],
    pytest: ['upgrade: AssertionError (NO_SUBPROTOCOL) at the upgrade of chat'],
  },
  'idle-timeout': {
    node: ['steady: closed without a close frame (1006) of chat'],
    pytest: ['steady: AssertionError (CLOSED_EARLY) of chat'],
  },
  'message-too-big': {
    node: ['first-message: received 1009, "Message too big" of chat'],
    pytest: ['steady: received 1009, "Message too big" of chat'],
  },
  'service-restart': {
    node: ['first-message: received 1012, "Service restart" of chat'],
    pytest: ['steady: received 1012, "Service restart" of chat'],
  },
  'concurrency-limit': {
    node: ['upgrade: HTTP 503 at the upgrade of chat'],
    pytest: ['upgrade: HTTP 503 at the upgrade of chat'],
  },
  'token-secret-mismatch': {
    node: ['http: HTTP 401', 'upgrade: HTTP 401 at the upgrade of chat', 'http: AssertionError (UNEXPECTED_BODY)'],
    pytest: [
      'http: HTTP 401',
      'upgrade: HTTP 401 at the upgrade of chat',
      'http: AssertionError (UNEXPECTED_BODY) at /api/me of api:/api/me',
      'unknown: KeyError',
    ],
  },
  'auth-service-down': {
    node: ['http: UND_ERR_SOCKET at /login', 'http: UND_ERR_SOCKET at /health of auth'],
    pytest: ['http: RemoteProtocolError (CLOSED_WITHOUT_RESPONSE) at /login'],
  },
  'backend-slow': {
    node: ['http: AssertionError (TOO_SLOW)'],
    pytest: ['http: AssertionError (TOO_SLOW)'],
  },
  'dependency-hanging': {
    node: ['http: TIMEOUT'],
    pytest: ['http: ReadTimeout (TIMEOUT) at /api/threads', 'http: ReadTimeout (TIMEOUT) at /api/me of api:/api/me'],
  },
  'database-down': {
    node: ['http: HTTP 500', 'http: AssertionError (UNEXPECTED_BODY)'],
    pytest: [
      'http: HTTP 500',
      'http: AssertionError (UNEXPECTED_BODY) at /api/me of api:/api/me',
      'http: AssertionError (UNEXPECTED_BODY) at /health/ready of api:/health/ready',
      'unknown: KeyError',
    ],
  },
  'discovery-entry-dead': {
    node: ['http: HTTP 404'],
    pytest: ['http: HTTP 404'],
  },
  'stale-version': {
    node: ['http: AssertionError (OTHER_VERSION)'],
    pytest: ['http: AssertionError (OTHER_VERSION)'],
  },
  'event-missing': {
    node: ['assertion: tool_completed did not come'],
    pytest: ['assertion: tool_completed did not come'],
  },
  'event-out-of-order': {
    node: ['assertion: events out of order'],
    pytest: ['assertion: events out of order'],
  },
  'event-cross-user': {
    node: ['assertion: events of another user'],
    pytest: ['assertion: events of another user'],
  },
  'model-stalled': {
    node: ['steady: Error (TIMEOUT) of chat'],
    pytest: ['steady: TimeoutError (TIMEOUT) of chat'],
  },
};

function variablesOf({ api, auth }: RecordedSuite): Readonly<Record<string, string>> {
  return { DEMO_API_URL: api, DEMO_AUTH_URL: auth, DEMO_WS_URL: `${api.replace('http', 'ws')}/ws` };
}

function symptomsOf(told: RecordedSuite): readonly Symptom[] {
  return findSymptoms(told.red, { environment: environment!, variables: variablesOf(told), suite });
}

function shortly({ phase, title, endpoint }: Symptom): string {
  const words = title.replace(/, in \d+ tests?$/u, '').replace(/http:\/\/127\.0\.0\.1:\d+/u, '');
  return `${phase}: ${words}${endpoint === undefined ? '' : ` of ${endpoint}`}`;
}

describe('the failures of the examples’ suites with each fault of the stack', () => {
  for (const [fault, { node, pytest }] of Object.entries(expected)) {
    test(`${fault}: how far it came, with which code, and who closed`, () => {
      const told = recorded[fault];
      assert.ok(told !== undefined);
      assert.deepEqual(
        { node: symptomsOf(told.node).map(shortly), pytest: symptomsOf(told.pytest).map(shortly) },
        { node, pytest },
      );
    });
  }

  test('every fault that was recorded is in the table', () => {
    assert.deepEqual(Object.keys(expected).sort(), Object.keys(recorded).sort());
  });

  test('all failures of one test are in one symptom', () => {
    for (const { node, pytest } of Object.values(recorded)) {
      for (const told of [node, pytest]) {
        const ids = symptomsOf(told).flatMap(({ tests }) => tests);
        assert.deepEqual(ids.toSorted(), told.red.map(({ id }) => id).toSorted());
      }
    }
  });

  test('what a report says of a symptom is what its failures say', () => {
    for (const { node, pytest } of Object.values(recorded)) {
      for (const told of [node, pytest]) {
        const symptoms = symptomsOf(told);
        const seen = observeReport(makeRun({ counts: told.counts }), told.red, { symptoms, now: new Date(0) });
        for (const { id, closeCode, closedBy, status } of symptoms) {
          const own = new Map(seen.filter(({ subject }) => subject === id).map(({ fact, value }) => [fact, value]));
          assert.deepEqual(
            [own.get('report.close-code'), own.get('report.closed-by'), own.get('report.status')],
            [closeCode, closedBy, status],
          );
        }
      }
    }
  });

  test('few failures are unknown: those whose text names nothing at all', () => {
    const all = Object.values(recorded).flatMap(({ node, pytest }) => readRed([...node.red, ...pytest.red]));
    const unknown = all.filter(({ facts }) => facts.phase === 'unknown');
    assert.ok(unknown.length / all.length < 0.05, `${unknown.length} of ${all.length}`);
  });
});
