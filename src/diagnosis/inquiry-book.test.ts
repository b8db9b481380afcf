import assert from 'node:assert/strict';
import { test } from 'node:test';

import { symptomOf } from '#testing/cause-scenes/observe-scene.ts';

import type { Finding } from './experiments/experiment.ts';
import { createInquiryBook } from './inquiry-book.ts';

test('a symptom is told of what was seen of it, whatever was done to the sentence when it was kept', () => {
  const symptom = symptomOf({ 'report.phase': 'http' });
  const book = createInquiryBook({ symptoms: [symptom], observe: () => [] });
  book.setKeys(symptom, ['api']);
  const seen = {
    fact: 'tls.alpn',
    value: 'none',
    group: 'g1',
    at: '2026-01-02T03:04:05Z',
    isControlled: false,
  } as const;
  const findings: readonly Finding[] = [
    { ...seen, says: 'the certificate is trusted' },
    { ...seen, fact: 'http.shallow', value: 'ok', says: 'so '.repeat(1_000) },
  ];
  book.add('api', undefined, findings);
  assert.deepEqual(
    book.of(symptom).map(({ fact }) => fact),
    ['tls.alpn', 'http.shallow'],
  );
});

test('what was seen of another host is marked, for the one that failed', () => {
  const symptom = symptomOf({ 'report.phase': 'tls' });
  const hosts = new Map([
    ['chat', 'chat.test'],
    ['api', 'api.test'],
  ]);
  const book = createInquiryBook({ symptoms: [symptom], observe: () => [] }, (id) => hosts.get(id));
  const seen = { value: 'ok', group: 'g1', at: '2026-01-02T03:04:05Z', isControlled: false, says: 'ok' } as const;
  book.setKeys(symptom, ['both'], 'chat.test');
  book.add('both', undefined, [
    { ...seen, fact: 'http.shallow', subject: 'api' },
    { ...seen, fact: 'ws.plain', subject: 'chat' },
    { ...seen, fact: 'control.reachable' },
  ]);
  assert.deepEqual(
    book.of(symptom).map(({ isElsewhere = false }) => isElsewhere),
    [true, false, false],
  );
});
