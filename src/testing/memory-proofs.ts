import type { TestProof } from '#domain/test-proof.ts';
import type { ProofStore } from '#state/state.ts';

/** Kept in memory, for tests of what reads it. */
export function createMemoryProofs(): ProofStore {
  const kept: TestProof[] = [];
  return {
    save: async (proofs) => void kept.push(...proofs),
    list: async (suite, environment) =>
      kept.filter((proof) => proof.suite === suite && proof.environment === environment),
  };
}
