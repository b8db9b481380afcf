import type { TestProof } from '#domain/test-proof.ts';
import type { TestResult } from '#domain/test-result.ts';

/** The passed tests of a run: all, or at most `most`, those that were never tried or not for the longest time first. */
export function proofSample(
  tests: readonly TestResult[],
  proofs: readonly TestProof[],
  most: number = tests.length,
): readonly TestResult[] {
  const triedAt = new Map(proofs.map(({ test, at }) => [test, at]));
  const passed = tests.filter(({ outcome }) => outcome === 'passed' || outcome === 'flaky');
  const chosen = passed.toSorted((one, other) => order(triedAt.get(one.id), triedAt.get(other.id))).slice(0, most);
  const ids = new Set(chosen.map(({ id }) => id));
  return passed.filter(({ id }) => ids.has(id));
}

/** Times are ISO 8601; those that do not exist come first. */
function order(one = '', other = ''): number {
  return one === other ? 0 : one < other ? -1 : 1;
}
