import type { Environment } from '#domain/configuration.ts';
import { classifyReason } from '#domain/close.ts';
import type { Symptom } from '#domain/diagnosis.ts';
import type { Run } from '#domain/run.ts';
import { isRed, type TestResult } from '#domain/test-result.ts';
import type { Variables } from '#domain/setting.ts';
import type { Store } from '#state/state.ts';

import type { FailureFacts } from './errors/failure-facts.ts';
import type { Reading } from './inquire.ts';
import type { NewObservation } from './observation-book.ts';
import { readFailure } from './read-failure.ts';
import type { ScoreOptions } from './score-causes.ts';

export interface ReadingParts {
  readonly store: Pick<Store, 'runs' | 'watch'>;
  readonly environment: Environment;
  readonly variables: Variables;
  readonly now: () => Date;
}

/** What is known before the system is asked: from the report of the run. */
export async function gatherReading(
  run: Run,
  { store, now }: ReadingParts,
): Promise<Reading & { readonly learnt?: ScoreOptions['learnt'] }> {
  const tests = await store.runs.tests(run.id);
  const failed = tests.filter(({ outcome, failure }) => isRed(outcome) && failure !== undefined);
  const read = failed.map((test) => ({
    test,
    facts: readFailure(test.failure ?? { type: '', message: '', details: '' }),
  }));
  const clusters = [...Map.groupBy(read, ({ facts }) => lookOf(facts)).values()];
  const sorted = clusters.toSorted((one, other) => other.length - one.length);
  const symptoms = sorted.map((cluster, index) => toSymptom(cluster, index + 1));
  const factsOf = new Map(symptoms.map((symptom, index) => [symptom.id, sorted[index]?.[0]?.facts]));
  const at = run.endedAt ?? now().toISOString();
  return { symptoms, observe: (symptom) => observe(symptom, factsOf.get(symptom.id), at) };
}

interface Read {
  readonly test: TestResult;
  readonly facts: FailureFacts;
}

function lookOf({ phase, error, closeCode, closedBy, status, target }: FailureFacts): string {
  return JSON.stringify([phase, error, closeCode, closedBy, status, target]);
}

function toSymptom(cluster: readonly Read[], number: number): Symptom {
  const facts = cluster[0]?.facts;
  const durations = cluster.map(({ test }) => test.durationMs).toSorted((one, other) => one - other);
  const { phase = 'unknown', error = '', closeCode, closedBy, closeReason, status, target } = facts ?? {};
  return {
    id: `s${number}`,
    phase,
    title: `${error || 'failed'} in ${cluster.length} ${cluster.length === 1 ? 'test' : 'tests'}`,
    error,
    closeCode,
    closedBy,
    closeReason,
    status,
    target,
    medianMs: durations[Math.floor(durations.length / 2)] ?? 0,
    tests: cluster.map(({ test }) => test.id).slice(0, 100),
    testCount: cluster.length,
  };
}

function observe(symptom: Symptom, facts: FailureFacts | undefined, at: string): readonly NewObservation[] {
  const { closeCode, closeReason } = symptom;
  const seen = {
    'report.phase': symptom.phase,
    'report.error': symptom.error === '' ? undefined : symptom.error,
    'report.code': facts?.code,
    'report.status': symptom.status,
    'report.close-code': closeCode,
    'report.closed-by': symptom.closedBy,
    'report.close-reason': closeCode === undefined ? undefined : classifyReason(closeCode, closeReason),
  } as const;
  const raw = facts?.excerpt;
  return Object.entries(seen).flatMap(([fact, value]) =>
    value === undefined || !isReported(fact)
      ? []
      : [
          {
            source: 'report' as const,
            fact,
            value,
            at,
            raw,
            says: `${symptom.title}: ${fact} is ${value}`,
            group: 'report',
            isControlled: false,
          },
        ],
  );
}

function isReported(fact: string): fact is 'report.phase' {
  return fact.startsWith('report.');
}
