import type { Verdict } from '#domain/run.ts';
import { mutantWords, type MutantName, type TestProof } from '#domain/test-proof.ts';
import type { TestResult } from '#domain/test-result.ts';

import { nameSome } from './adapters/name-some.ts';
import { isTriedAgainst } from './proof-ledger.ts';
import { isMet, type Target } from './proof-targets.ts';

export interface Proof {
  /** What a test must have reached; empty: the environment names nothing. */
  readonly targets: readonly Target[];
  /** Why connections may have gone unseen. */
  readonly blindSpots: readonly string[];
}

export interface ProofVerdict {
  readonly verdict: Extract<Verdict, 'proven' | 'unproven'>;
  readonly verdictReason: string;
}

/**
 * Whether a run that passed is shown to be real: every passed test was connected to a target and got an answer from it.
 */
export function proveRun(tests: readonly TestResult[], proof: Proof): ProofVerdict {
  const passed = tests.filter(({ outcome }) => outcome === 'passed' || outcome === 'flaky');
  const doubt = doubtOf(passed, proof);
  if (doubt !== undefined) return { verdict: 'unproven', verdictReason: doubt };
  return { verdict: 'proven', verdictReason: `${everyOf(passed)} was answered by the stack` };
}

function doubtOf(passed: readonly TestResult[], { targets, blindSpots }: Proof): string | undefined {
  const because = blindSpots.length === 0 ? '' : ` (${blindSpots.join('; ')})`;
  const unseen = passed.filter(({ contacts }) => contacts === undefined);
  if (unseen.length > 0) {
    return `What ${countOf(unseen, passed)} connected to was not recorded${because || ': its runner is not one that can be watched'}`;
  }
  if (targets.length === 0) return 'The environment names no service or WebSocket that the tests could have reached';
  const apart = passed.filter(({ contacts = [] }) => !contacts.some((contact) => isMet(contact, targets)));
  if (apart.length > 0) return `${countOf(apart, passed)} never connected to the stack: ${namesOf(apart)}${because}`;
  return undefined;
}

/** What is wrong with passed tests that are known to pass also when their target does not work; undefined for nothing. */
export function doubtSurvivors(passed: readonly TestResult[], proofs: readonly TestProof[]): ProofVerdict | undefined {
  const shown = new Map(proofs.filter(({ survived }) => survived.length > 0).map((proof) => [proof.test, proof]));
  const some = passed.filter(({ id }) => shown.has(id));
  const first = shown.get(some[0]?.id ?? '');
  if (first === undefined) return undefined;
  const how = first.survived.map((name) => mutantWords[name]).join(', ');
  const verdictReason = `${countOf(some, passed)} also passed against a target that does not work (${how}; ${first.run}): ${namesOf(some)}`;
  return { verdict: 'unproven', verdictReason };
}

/** What is still lacking: a test that could not be led to a closed port, or for which the time did not suffice. */
export function doubtUntried(
  passed: readonly TestResult[],
  proofs: readonly TestProof[],
  mutants: readonly MutantName[],
): ProofVerdict | undefined {
  const known = new Map(proofs.map((proof) => [proof.test, proof]));
  // Waiting for an answer that never comes takes long: what was not tried is tried next time.
  const needed = mutants.filter((name) => name !== 'silent');
  for (const name of needed) {
    const some = passed.filter(({ id }) => !isTriedAgainst(known.get(id), name));
    if (some.length === 0) continue;
    const verdictReason = `${countOf(some, passed)} could not be tried against ${mutantWords[name]} yet: ${namesOf(some)}`;
    return { verdict: 'unproven', verdictReason };
  }
  const whole = passed.filter(({ id }) => known.get(id)?.asked.length === 0);
  if (mutants.length === 0 || whole.length === 0) return undefined;
  const verdictReason = `${countOf(whole, passed)} could not be kept from the stack, to see whether they are red without it: ${namesOf(whole)}`;
  return { verdict: 'unproven', verdictReason };
}

function countOf(some: readonly TestResult[], all: readonly TestResult[]): string {
  return `${some.length} of ${all.length} passed tests`;
}

function everyOf({ length }: readonly TestResult[]): string {
  return length === 1 ? 'The passed test' : `Each of the ${length} passed tests`;
}

function namesOf(tests: readonly TestResult[]): string {
  return nameSome(tests.map(({ id }) => id));
}
