import type { TestResult } from '#domain/test-result.ts';

/** What was red, and of what: a line for each test, without the numbers that differ from run to run. */
export type Failures = ReadonlySet<string>;

export function failuresOf(tests: readonly TestResult[]): Failures {
  return new Set(
    tests.flatMap(({ id, failure }) => {
      const line = failure?.message.split('\n', 1)[0]?.replaceAll(/\d+/gu, '0');
      return line === undefined ? [] : [`${id}: ${line}`];
    }),
  );
}

/** Two faults can be told apart only where each makes a test fail in its own way, and still does beside the other. */
export function bothShow(together: Failures, one: Failures, other: Failures): boolean {
  return showsOf(together, one, other) && showsOf(together, other, one);
}

function showsOf(together: Failures, own: Failures, others: Failures): boolean {
  return [...own.difference(others)].some((each) => together.has(each));
}
