import assert from 'node:assert/strict';
import { test } from 'node:test';

import { renderReply } from '#terminal/render-reply.ts';
import { makeDiagnosis, makeInquiry } from '#testing/make-inquiry.ts';

import { inquiryReport, observationsReport } from './inquiry-report.ts';
import { inquiryInWords, verdictOf } from './inquiry-words.ts';

test('the report has the cause, the chain with its observations, what was ruled out and what to do', () => {
  assert.equal(
    renderReply(inquiryReport(makeInquiry())),
    [
      'Why r12 failed: The handler of the WebSocket raises an error (handler-error, confidence 0.91)',
      's1 received 1011 by the server · 2 tests: t.py::a, t.py::b',
      'Cause handler-error (confidence 0.91, coverage 0.80); next: variable-missing (confidence 0.05, coverage 0.40)',
      '  - 1. Why did the tests fail? The server closed their connections with 1011. (proved: o1)',
      '  - 2. Why did it close them? The handler raises an error. (supported: o1, o2)',
      '  - 3. Why does it? not established, would need the log of the service',
      'Ruled out token-expired (o1)',
      'Next Read the log of the service at the time of the close',
      '  - o1 chat with a good token: CLOSE_1011 at the welcome, 4 of 4',
      '  - o2 chat with a bad token: 401',
      'w1 · of r12 · quick · 9.5 s · 8 probes · asked for by ana',
      '',
    ].join('\n'),
  );
});

test('where nothing is known nothing is said', () => {
  const unknown = makeDiagnosis({
    causes: [{ id: 'unknown', confidence: 0.7, coverage: 0.5, supports: [], contradicts: [] }],
    whys: [],
  });
  const inquiry = makeInquiry({ diagnoses: [unknown] });
  assert.equal(inquiryInWords(inquiry), 'Why r12 failed: the cause of "received 1011 by the server" is not known');
  assert.doesNotMatch(renderReply(inquiryReport(inquiry)), /handler/u);
  const none = makeInquiry({ diagnoses: [], problem: 'no test of r12 is red' });
  assert.equal(inquiryInWords(none), 'Why r12 failed: no test of r12 is red');
  assert.equal(verdictOf(none), undefined);
});

test('what passes when it is done again is not reproduced', () => {
  const healthy = makeDiagnosis({
    causes: [{ id: 'healthy', confidence: 0.9, coverage: 1, supports: ['o1'], contradicts: [] }],
    whys: makeDiagnosis().whys.slice(0, 1),
  });
  assert.equal(
    inquiryInWords(makeInquiry({ diagnoses: [healthy, makeDiagnosis()] })),
    'Why r12 failed: received 1011 by the server, not reproduced: it passes now, and 1 more symptom',
  );
});

test('what a person knows better is said with their name and in place of ours', () => {
  const by = { id: 'U1', name: 'Ada', via: 'slack' } as const;
  const correction = { symptom: 's1', by, at: '2026-03-02T11:00:00.000Z' } as const;
  const other = makeInquiry({ corrections: [{ ...correction, verdict: 'other', cause: 'migration-missing' }] });
  assert.equal(verdictOf(other), 'Ada says it was migration-missing');
  assert.match(renderReply(inquiryReport(other)), /Ada says of s1: other, it was migration-missing/u);
  assert.equal(
    verdictOf(makeInquiry({ corrections: [{ ...correction, verdict: 'wrong' }] })),
    'Ada says that diagnosis was wrong',
  );
  assert.match(verdictOf(makeInquiry({ corrections: [{ ...correction, verdict: 'right' }] })) ?? '', /^The handler/u);
});

test('an observation is shown with its source, its age and its excerpt', () => {
  const inquiry = makeInquiry();
  const observations = inquiry.observations.map((each) => ({ ...each, raw: 'received 1011' }));
  const now = new Date('2026-03-02T10:05:00.000Z');
  assert.equal(
    renderReply(observationsReport({ ...inquiry, observations }, 'o2', now)),
    'Observation o2 of w1\n  - o2 chat with a bad token: 401 · probe, ws.token.bad, 5 min ago\n    received 1011\n',
  );
  assert.match(renderReply(observationsReport(inquiry, 'o9', now)), /There is no such observation/u);
});
