import path from 'node:path';

import type { TestResult } from '#domain/test-result.ts';

import { mutantsFor } from './mutants/choose-mutants.ts';
import { currentProofs, proofDigests } from './proof-digests.ts';
import { untriedAgainst } from './proof-ledger.ts';
import { proofSample } from './proof-sample.ts';
import { scoreTest, type MutantRun } from './proof-score.ts';
import { targetsOf } from './proof-targets.ts';
import { doubtSurvivors, doubtUntried } from './prove-run.ts';
import type { ProofOrder, ProofOutcome } from './prove-suite.ts';
import type { SuiteOutcome } from './run-suite.ts';

type CheckOrder = Omit<ProofOrder, 'sample' | 'selection' | 'choose' | 'budget'> & {
  /** For the target that never answers; absent: what the tests took, or 20 s. */
  readonly silentMs?: number | undefined;
};

const fewestMs = 60_000;
const timesAsLong = 2;
const fewestSilentMs = 20_000;

/**
 * The last word on a run that is about to be called proven. Tests are run against the targets that do not work which they
 * were never tried against, or not since they were changed; one that passes all the same is no proof. Takes at most twice
 * what the tests took, or a minute. What is left then is tried by the next green run.
 */
export async function checkProven(
  outcome: SuiteOutcome,
  order: CheckOrder,
  signal: AbortSignal,
): Promise<SuiteOutcome & Partial<Pick<ProofOutcome, 'proofs'>>> {
  if (outcome.verdict !== 'proven') return outcome;
  const passed = proofSample(outcome.tests, []);
  const known = currentProofs(passed, order.proofs, await proofDigests(passed, order.suite.cwd));
  const mutants = mutantsFor(order.suite, order.environment, order.variables).map(({ name }) => name);
  const isLacking = mutants.some((name) => untriedAgainst(name, passed, known).length > 0);
  const found = isLacking ? await tryLacking({ ...order, sample: passed, proofs: known }, signal) : undefined;
  if (found?.state === 'cancelled') return { ...outcome, verdict: 'unproven', verdictReason: stopped };
  const proofs = found?.proofs ?? [];
  const tried = new Set(proofs.map(({ test }) => test));
  const all = [...known.filter(({ test }) => !tried.has(test)), ...proofs];
  const doubt = doubtSurvivors(passed, all) ?? doubtUntried(passed, all, mutants);
  return { ...outcome, ...doubt, proofs: found?.proofs };
}

const stopped = 'It was stopped before it was shown that its tests are red when their target does not work';

async function tryLacking(order: CheckOrder & Pick<ProofOrder, 'sample'>, signal: AbortSignal): Promise<ProofOutcome> {
  const { sample, proofs } = order;
  const tookMs = sample.reduce((sum: number, { durationMs }: TestResult) => sum + durationMs, 0);
  const targets = targetsOf(order.suite, order.environment, { own: order.variables, child: {} });
  const hasSurvived = (id: string, runs: readonly MutantRun[]): boolean =>
    scoreTest(id, runs, targets).survived.length > 0;
  const budget = {
    ms: Math.max(fewestMs, timesAsLong * tookMs),
    silentMs: order.silentMs ?? Math.max(fewestSilentMs, tookMs),
  };
  // Loaded when something is tried: the start of every run would wait for it.
  const { proveSuite } = await import('./prove-suite.ts');
  return proveSuite(
    {
      ...order,
      selection: {},
      folder: path.join(order.folder, 'check'),
      choose: (name, runs) => untriedAgainst(name, sample, proofs).filter(({ id }) => !hasSurvived(id, runs)),
      budget,
      onStart: () => undefined,
    },
    signal,
  );
}
