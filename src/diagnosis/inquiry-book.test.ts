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
