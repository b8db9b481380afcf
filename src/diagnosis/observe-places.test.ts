import assert from 'node:assert/strict';
import { test } from 'node:test';

import { parseConfiguration } from '#config/parse-configuration.ts';
import type { Contact } from '#domain/test-result.ts';
import { makeFailure, makeRun } from '#testing/make-run.ts';
import { makeSymptom } from '#testing/make-symptom.ts';

import type { NewObservation } from './observation-book.ts';
import { observePlaces } from './observe-places.ts';

const yaml = `
environments:
  staging:
    services:
      desk: { url: 'http://127.0.0.1:8850/desk', health: /health, checks: [/items, /health] }
      front: { url: 'http://127.0.0.1:8850', health: /health, checks: [/] }
    credentials:
      ida: { login: { service: desk, path: /session, body: { user: ida }, token: /token } }
suites: {}
`;

const run = makeRun({ id: 'r9', state: 'failed', endedAt: '2026-03-02T10:00:09.000Z' });
const green = makeRun({ id: 'r8', state: 'passed' });

const contact = (host: string, port: number): Contact => ({ host, port, connections: 1 });

/** What is told of a failure at `target`, where the last green run met those. */
async function seen(target: string, met: readonly Contact[], { isExpected = false, earlier = [green] } = {}) {
  const expected: NewObservation = {
    source: 'report',
    fact: 'target.expected',
    value: isExpected,
    says: target,
    at: '2026-03-02T10:00:09.000Z',
    subject: 's1',
    group: 'report:s1',
    isControlled: false,
  };
  const kept = [makeFailure('test_answer', { outcome: 'passed', contacts: met })];
  const store = { tests: async (id: string) => (id === green.id ? kept : []) };
  const [environment] = parseConfiguration(yaml, '/e2e.yaml').environments.values();
  assert.ok(environment !== undefined);
  const symptoms = [makeSymptom({ phase: 'http', target })];
  const around = { environment, variables: {}, earlier, store };
  const found = await observePlaces(run, { reported: [expected], symptoms, ...around });
  assert.ok(found.every(({ subject }) => subject === 's1'));
  return found;
}

const metBefore = async (...given: Parameters<typeof seen>) =>
  (await seen(...given)).filter(({ fact }) => fact === 'target.met-before').map(({ value, says }) => [value, says]);

const pathElsewhere = async (path: string): Promise<unknown> =>
  (await seen(`http://127.0.0.1:8859${path}`, [])).find(({ fact }) => fact === 'target.path-elsewhere')?.value;

test('whom no test met in the last green run is new, and whom one met is a service that nobody configured', async () => {
  assert.deepEqual(await metBefore('http://127.0.0.1:8859/session', [contact('127.0.0.1', 8850)]), [
    [false, '127.0.0.1:8859: no test was connected to it in r8, the last green run'],
  ]);
  assert.deepEqual(await metBefore('http://127.0.0.1:8859/session', [contact('localhost', 8859)]), [
    [true, '127.0.0.1:8859: tests were connected to it in r8, the last green run'],
  ]);
  assert.equal((await metBefore('wss://mail.example/feed', [contact('mail.example', 443)]))[0]?.[0], true);
});

test('a path that the environment has elsewhere, of a check or where one signs in, is told', async () => {
  assert.equal(await pathElsewhere('/desk/session'), true);
  assert.equal(await pathElsewhere('/desk/items'), true);
  assert.equal(await pathElsewhere('/items'), false);
  assert.equal(await pathElsewhere('/desk/health'), false);
  assert.equal(await pathElsewhere('/'), false);
});

test('nothing is told where the address is the environment’s, and of a meeting where no run was green or nobody knows', async () => {
  const other = [contact('127.0.0.1', 8850)];
  assert.deepEqual(await seen('http://127.0.0.1:8859/', other, { isExpected: true }), []);
  assert.deepEqual(await seen('/session', other), []);
  assert.deepEqual(await metBefore('http://127.0.0.1:8859/', other, { earlier: [makeRun({ state: 'failed' })] }), []);
  assert.deepEqual(await metBefore('http://127.0.0.1:8859/', []), []);
});
