import assert from 'node:assert/strict';
import { test } from 'node:test';

import { makeAuditObservation } from '#testing/make-audit.ts';

import { auditFacts } from './audit-facts.ts';

const factsOf = (...observations: readonly Parameters<typeof makeAuditObservation>[0][]) =>
  auditFacts({
    id: 'a1',
    environment: 'staging',
    observations: observations.map((each, index) => makeAuditObservation({ id: `o${index + 1}`, ...each })),
  }).map(({ fact, value }) => `${fact} ${String(value)}`);

test('each missing variable is told, and none only where none is and all could be looked for', () => {
  assert.deepEqual(factsOf({ value: 'none' }, { value: 'none' }), ['audit.missing-variable none']);
  assert.deepEqual(factsOf({ value: 'none' }, { value: 'A' }, { value: 'B' }), [
    'audit.missing-variable A',
    'audit.missing-variable B',
  ]);
  assert.deepEqual(factsOf({ value: 'none' }, { value: 'unknown' }), []);
});

test('of a fact that was looked at several times the bad one counts; others are not told', () => {
  assert.deepEqual(
    factsOf(
      { fact: 'audit.token-claims', value: true },
      { fact: 'audit.token-claims', value: false },
      { fact: 'audit.drift', value: false },
      { fact: 'audit.setting', value: 'A' },
    ),
    ['audit.token-claims false', 'audit.drift false'],
  );
});
