import path from 'node:path';

import type { TestProof } from '#domain/test-proof.ts';

import { mutantsFor } from './mutants/mutate-environment.ts';
import { currentProofs, proofDigests } from './proof-digests.ts';
import { proofSample } from './proof-sample.ts';
import { doubtSurvivors } from './prove-run.ts';
import { proveSuite, type ProofOrder, type ProofOutcome } from './prove-suite.ts';
import type { SuiteOutcome } from './run-suite.ts';

type CheckOrder = Omit<ProofOrder, 'sample' | 'selection' | 'mutants'>;

const fewestMs = 20_000;
const timesAsLong = 2;

/**
 * The last word on a run that is about to be called proven. Tests that were never tried, or were changed since, are run once
 * against a closed port; one that passes all the same is no proof. Takes at most twice what the tests took, or 20 s.
 */
export async function checkProven(
  outcome: SuiteOutcome,
  { proofs, ...order }: CheckOrder & { readonly proofs: readonly TestProof[] },
  signal: AbortSignal,
): Promise<SuiteOutcome & Partial<Pick<ProofOutcome, 'proofs'>>> {
  if (outcome.verdict !== 'proven') return outcome;
  const passed = proofSample(outcome.tests, []);
  const known = currentProofs(passed, proofs, await proofDigests(passed, order.suite.cwd));
  const tried = new Set(known.map(({ test }) => test));
  const sample = passed.filter(({ id }) => !tried.has(id));
  const canTry = mutantsFor(order.suite).length > 0 && sample.length > 0;
  const found = canTry ? await tryUntried({ ...order, sample, selection: {} }, signal) : undefined;
  if (found?.state === 'cancelled') return { ...outcome, verdict: 'unproven', verdictReason: stopped };
  const doubt = doubtSurvivors(passed, [...known, ...(found?.proofs ?? [])]);
  return { ...outcome, ...doubt, proofs: found?.proofs };
}

const stopped = 'It was stopped before it was shown that its tests are red when their target does not work';

async function tryUntried(order: ProofOrder, signal: AbortSignal): Promise<ProofOutcome> {
  const { sample, suite } = order;
  const tookMs = sample.reduce((sum, { durationMs }) => sum + durationMs, 0);
  const timeoutMs = Math.min(suite.timeoutMs, Math.max(fewestMs, timesAsLong * tookMs));
  const selection = { tests: sample.map(({ id }) => id) };
  const folder = path.join(order.folder, 'check');
  const limited = { ...order, folder, selection, suite: { ...suite, timeoutMs }, onStart: () => undefined };
  return proveSuite({ ...limited, mutants: ['closed-port'] }, signal);
}
