import type { MutantName, TestProof } from '#domain/test-proof.ts';
import type { TestResult } from '#domain/test-result.ts';

/** Whether a test was tried against a mutant, whatever came of it. */
export function isTriedAgainst(proof: TestProof | undefined, mutant: MutantName): boolean {
  return proof !== undefined && [...proof.asked, ...(proof.unmet ?? [])].includes(mutant);
}

/** What is known of each test after it was tried again: what is new counts where both say something. */
export function addProofs(known: readonly TestProof[], found: readonly TestProof[]): readonly TestProof[] {
  const before = new Map(known.map((proof) => [proof.test, proof]));
  return found.map((proof) => {
    const old = before.get(proof.test);
    return old === undefined || old.digest !== proof.digest ? proof : joined(old, proof);
  });
}

function joined(old: TestProof, proof: TestProof): TestProof {
  const said = (mutant: MutantName): boolean => isTriedAgainst(proof, mutant);
  const kept = (names: readonly MutantName[] = []): readonly MutantName[] => names.filter((name) => !said(name));
  const unmet = [...kept(old.unmet), ...(proof.unmet ?? [])];
  return {
    ...proof,
    asked: [...kept(old.asked), ...proof.asked],
    survived: [...kept(old.survived), ...proof.survived],
    unmet: unmet.length > 0 ? unmet : undefined,
  };
}

/** The tests that nothing is known of against a mutant; those that survived another need not be tried again. */
export function untriedAgainst(
  mutant: MutantName,
  tests: readonly TestResult[],
  proofs: readonly TestProof[],
): readonly TestResult[] {
  const known = new Map(proofs.map((proof) => [proof.test, proof]));
  return tests.filter(({ id }) => {
    const proof = known.get(id);
    return !isTriedAgainst(proof, mutant) && (proof?.survived.length ?? 0) === 0;
  });
}
