import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { RankedCause } from '#domain/diagnosis.ts';
import { symptomOf } from '#testing/cause-scenes/observe-scene.ts';

import { explainAll, type RankedSymptom } from './explain-all.ts';

test('two symptoms of one fault have one cause', () => {
  const all = explainAll([
    symptom('s1', { 'database-down': 0.8, 'migration-missing': 0.1 }),
    symptom('s2', { 'handler-error': 0.5, 'database-down': 0.3 }),
  ]);
  assert.deepEqual(all.explanations, [{ cause: 'database-down', symptoms: ['s1', 's2'] }]);
  assert.deepEqual(
    all.ranked.map(({ causes: [first] }) => first?.id),
    ['database-down', 'database-down'],
  );
});

test('a further cause is named where its own support is worth it', () => {
  const all = explainAll([
    symptom('s1', { 'database-down': 0.9, 'handler-error': 0.02 }),
    symptom('s2', { 'certificate-expired': 0.95, 'database-down': 0.02 }),
    symptom('s3', { 'certificate-expired': 0.9 }),
  ]);
  assert.deepEqual(all.explanations, [
    { cause: 'certificate-expired', symptoms: ['s2', 's3'] },
    { cause: 'database-down', symptoms: ['s1'] },
  ]);
});

test('a cause without support in a symptom does not explain it', () => {
  const bare = { id: 'database-down', confidence: 0.4, coverage: 1, supports: [], contradicts: [] };
  const all = explainAll([
    symptom('s1', { 'database-down': 0.9 }),
    { symptom: { ...symptomOf({}), id: 's2' }, causes: [{ ...bare, id: 'unknown', confidence: 0.6 }, bare] },
  ]);
  assert.deepEqual(all.explanations, [{ cause: 'database-down', symptoms: ['s1'] }]);
  assert.equal(all.ranked[1]?.causes[0]?.id, 'unknown');
});

const besideDrift = (causes: Readonly<Record<string, number>>): RankedCause | undefined =>
  explainAll([symptom('s1', { 'configuration-drift': 0.93 }), symptom('s2', causes)]).ranked[1]?.causes[0];

test('that settings changed is believed the more of another failure only where nothing else was seen of it', () => {
  const seen = { 'closed-without-response': 0.55, 'configuration-drift': 0.2 };
  assert.equal(besideDrift(seen)?.id, 'closed-without-response');
  const unseen = besideDrift({ 'configuration-drift': 0.4, unknown: 0.37, 'variable-missing': 0.1 });
  assert.equal(unseen?.id, 'configuration-drift');
  assert.ok(unseen.confidence > 0.8);
});

test('the honest answers explain without being a cause', () => {
  const all = explainAll([symptom('s1', { healthy: 0.9, 'flaky-test': 0.1 }), symptom('s2', { unknown: 0.7 })]);
  assert.deepEqual(all.explanations, []);
});

test('what nothing is shared with stays as it was', () => {
  const ranked = [symptom('s1', { 'database-down': 0.8, 'migration-missing': 0.1 })];
  assert.deepEqual(explainAll(ranked).ranked, ranked);
});

test('no symptoms have no explanation', () => {
  assert.deepEqual(explainAll([]), { explanations: [], ranked: [] });
});

test('ten symptoms with a hundred causes each are explained at once', () => {
  const many = Array.from({ length: 10 }, (_, number) =>
    symptom(
      `s${number}`,
      Object.fromEntries(Array.from({ length: 100 }, (__, index) => [`c${(index * 7 + number) % 100}`, 0.01])),
    ),
  );
  const startedAt = performance.now();
  explainAll(many);
  assert.ok(performance.now() - startedAt < 500);
});

function symptom(id: string, confidences: Readonly<Record<string, number>>): RankedSymptom {
  const causes = Object.entries(confidences).map(([cause, confidence]): RankedCause => {
    return { id: cause, confidence, coverage: 0.5, supports: ['o1', 'o2'], contradicts: [] };
  });
  return { symptom: { ...symptomOf({}), id }, causes };
}
