import assert from 'node:assert/strict';
import type { TestProof } from '#domain/test-proof.ts';
import { afterRestart, type Sentences } from './sentence.ts';

function proof(parts: Partial<TestProof> = {}): TestProof {
  const usual = { suite: 'critical', environment: 'staging', test: 't::a', run: 'r2', at: '2026-03-02T10:00:00.000Z' };
  return { ...usual, asked: ['closed-port', 'http-500'], survived: [], ...parts };
}

export const proofSentences: Sentences = {
  'the newest proof of each test is kept, also after a restart': async (open) => {
    const newer = proof({ run: 'r3', survived: ['http-500'] });
    const [store] = await afterRestart(open, async (first) => {
      await first.proofs.save([proof(), proof({ test: 't::b' }), proof({ suite: 'other' })]);
      await first.proofs.save([newer]);
      await first.proofs.save([]);
    });
    assert.deepEqual(await store.proofs.list('critical', 'staging'), [proof({ test: 't::b' }), newer]);
    assert.deepEqual(await store.proofs.list('critical', 'production'), []);
  },
};
