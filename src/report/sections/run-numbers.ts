import type { Run } from '#domain/run.ts';
import { isRed, type TestOutcome } from '#domain/test-result.ts';

import type { Derivation, Members } from '../derivation.ts';
import type { Line, Span } from '../document.ts';
import { joined, line, step, type Pen } from '../pen.ts';
import { redOutcomes, type RunRecord } from '../records.ts';

const words: Readonly<Record<TestOutcome, string>> = {
  passed: 'passed',
  failed: 'failed',
  error: 'could not be judged',
  flaky: 'flaky',
  skipped: 'skipped',
};

/** The results of a run that ended in one of the ways; all where none is named. */
export function testsOf({ id }: Pick<Run, 'id'>, ...outcomes: readonly TestOutcome[]): Members {
  const list = `/runs/${step(id)}/tests`;
  return outcomes.length === 0 ? { list } : { list, where: [{ at: '/outcome', in: outcomes }] };
}

export function redOf(run: Pick<Run, 'id'>): Members {
  return testsOf(run, ...redOutcomes);
}

/** How long it took as a whole. */
export function wallOf({ id }: Pick<Run, 'id'>): Derivation {
  const run = `/runs/${step(id)}/run`;
  return { from: `${run}/startedAt`, to: `${run}/endedAt` };
}

export function sumOf(run: Pick<Run, 'id'>): Derivation {
  return { sum: testsOf(run), of: '/durationMs' };
}

/** `4 passed, 1 failed`, from the results themselves; `no tests`. */
export function countsLine({ run, tests }: RunRecord, pen: Pen): Line {
  const present = (['failed', 'error', 'flaky', 'passed', 'skipped'] as const).filter((outcome) =>
    tests.some((test) => test.outcome === outcome),
  );
  if (present.length === 0) return line`no tests`;
  return joined(
    present.map((outcome): Line => [
      pen.number({ count: testsOf(run, outcome) }),
      { kind: 'words', text: ` ${words[outcome]}` },
    ]),
  );
}

/** `4 of 5 tests passed (80 %)`: a share never stands without its counts. */
export function passedLine({ run, tests }: RunRecord, pen: Pen): Line {
  if (tests.length === 0) return line`no test has a result`;
  const [passed, all] = [{ count: testsOf(run, 'passed') }, { count: testsOf(run) }];
  return line`${pen.number(passed)} of ${pen.number(all)} ${tests.length === 1 ? ofOne : ofMany} passed (${pen.number({ share: [passed, all] }, 'percent')})`;
}

const ofOne: Span = { kind: 'words', text: 'test' };
const ofMany: Span = { kind: 'words', text: 'tests' };

/** `red: 2 of 25 tests`. */
export function redShare({ run, tests }: RunRecord, pen: Pen): Line {
  return line`red: ${pen.number({ count: redOf(run) })} of ${pen.number({ count: testsOf(run) })} ${tests.length === 1 ? ofOne : ofMany}`;
}

export function redTests({ tests }: RunRecord): RunRecord['tests'] {
  return tests.filter(({ outcome }) => isRed(outcome));
}

/** Green, and shown to be real: the only thing that may be called so. */
export function isProven({ run }: RunRecord): boolean {
  return run.state === 'passed' && run.verdict === 'proven';
}

export function hasEnded({ run }: RunRecord): boolean {
  return run.startedAt !== undefined && run.endedAt !== undefined;
}
