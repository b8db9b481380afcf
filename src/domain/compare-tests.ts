import { areAlike } from './alike.ts';
import type { ChangedTest, ComparedRun, TestChange } from './comparison.ts';
import { mostTellingLine } from './most-telling-line.ts';
import type { Run } from './run.ts';
import { selectionInWords } from './run-words.ts';
import { isRed, type TestResult } from './test-result.ts';

/** What became of every test of two runs of one suite. Sorted by what matters first, then as the runs have them. */
export function compareTests(before: ComparedRun, after: ComparedRun): readonly ChangedTest[] {
  const earlier = new Map(before.tests.map((test) => [test.id, test]));
  const later = new Map(after.tests.map((test) => [test.id, test]));
  const present = [...later.values()].map((test) => changeOf(earlier.get(test.id), test));
  const gone = [...earlier.values()].flatMap((test) => (later.has(test.id) ? [] : [withoutLater(test, after.run)]));
  return [...present, ...gone];
}

/** It asked for a part of the suite, or ended before it had been through all of it: what it lacks is not gone. */
export function isPartial({ selection, state }: Pick<Run, 'selection' | 'state'>): boolean {
  return selectionInWords(selection) !== undefined || !(state === 'passed' || state === 'failed');
}

function changeOf(before: TestResult | undefined, after: TestResult): ChangedTest {
  const wasRed = before !== undefined && isRed(before.outcome);
  const change = kindOf(before, after);
  const isOther = change === 'still-red' && before !== undefined && !failsAlike(before, after);
  return { id: after.id, change, wasRed, ...(isOther ? { isOther } : {}) };
}

function kindOf(before: TestResult | undefined, { outcome }: TestResult): TestChange {
  const wasRun = before !== undefined && before.outcome !== 'skipped';
  if (outcome === 'skipped') return wasRun ? 'no-longer-run' : before === undefined ? 'new' : 'steady';
  if (isRed(outcome)) {
    if (!wasRun) return 'new-red';
    return isRed(before.outcome) ? 'still-red' : 'broken';
  }
  if (!wasRun) return outcome === 'flaky' ? 'newly-flaky' : 'new';
  if (outcome === 'flaky') return before.outcome === 'flaky' ? 'steady' : 'newly-flaky';
  return isRed(before.outcome) ? 'fixed' : 'steady';
}

function withoutLater(test: TestResult, later: Run): ChangedTest {
  return { id: test.id, change: isPartial(later) ? 'not-run' : 'removed', wasRed: isRed(test.outcome) };
}

function failsAlike(before: TestResult, after: TestResult): boolean {
  return areAlike(mostTellingLine(before.failure), mostTellingLine(after.failure));
}
