import { totalOf } from '#domain/test-result.ts';
import type { Run } from '#domain/run.ts';
import { mutantWords, type TestProof } from '#domain/test-proof.ts';
import type { TestResult } from '#domain/test-result.ts';

import type { NewObservation } from './observation-book.ts';

export interface TrustParts {
  readonly tests: readonly TestResult[];
  /** Of the suite on this environment. */
  readonly proofs: readonly TestProof[];
  readonly now: Date;
}

/** Of the tests that were tried. */
const fakeShare = 0.3;

/** Of fewer tests nothing is concluded from durations. */
const fewestTimed = 5;

/** Whether the report of a run can be believed: what its audit found, and what became of its tests without a target. */
export function observeTrust(run: Run, { tests, proofs, now }: TrustParts): readonly NewObservation[] {
  const at = run.endedAt ?? now.toISOString();
  return [...padded(run), ...survived(tests, proofs)].map((each) => ({
    source: 'audit',
    at,
    isControlled: false,
    ...each,
  }));
}

type Seen = Omit<NewObservation, 'source' | 'at' | 'isControlled'>;

function padded({ findings, counts, id }: Run): readonly Seen[] {
  const found = findings.find(({ code }) => code === 'timer-padded');
  if (found === undefined && (counts.passed < fewestTimed || totalOf(counts) === 0)) return [];
  const says =
    found?.message ??
    `of the ${counts.passed} passed tests of ${id} no more lie above a round time-out than chance puts there`;
  return [
    {
      fact: 'audit.padded',
      value: found !== undefined,
      says: says.slice(0, 500),
      raw: found?.message,
      group: 'audit:durations',
    },
  ];
}

function survived(tests: readonly TestResult[], proofs: readonly TestProof[]): readonly Seen[] {
  const passed = new Set(tests.filter(({ outcome }) => outcome === 'passed').map(({ id }) => id));
  const tried = proofs.filter(({ test, asked }) => passed.has(test) && asked.length > 0);
  if (tried.length === 0) return [];
  const fake = tried.filter((proof) => proof.survived.length > 0);
  // One that takes any answer for a good one is weak; a run is not worth nothing for it.
  const isFake = fake.some(({ survived: by }) => by.includes('closed-port')) || fake.length >= tried.length * fakeShare;
  const [first] = fake;
  const says =
    first === undefined
      ? `all ${tried.length} passed tests that were tried without their target were red then`
      : `${fake.length} of ${tried.length} passed tests passed without their target too: ${first.test.slice(0, 200)} against ${first.survived.map((name) => mutantWords[name]).join(', ')}`;
  const raw = fake
    .slice(0, 10)
    .map(({ test, survived: names, run }) => `${run} ${test}: ${names.join(', ')}`)
    .join('\n');
  return [{ fact: 'audit.dead-target-passed', value: first !== undefined && isFake, says, raw, group: 'audit:proof' }];
}
