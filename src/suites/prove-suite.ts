import { mutantWords, type TestProof } from '#domain/test-proof.ts';
import type { TestResult } from '#domain/test-result.ts';

import { nameSome } from './adapters/name-some.ts';
import { proofDigests, type Digests } from './proof-digests.ts';
import { addProofs } from './proof-ledger.ts';
import { scoreTest, type Score } from './proof-score.ts';
import { isMet, targetsOf } from './proof-targets.ts';
import type { SuiteOutcome } from './run-suite.ts';
import { tryMutants, type TryOrder } from './try-mutants.ts';

export interface ProofOrder extends TryOrder {
  /** The id of the run that this is. */
  readonly run: string;
  /** What was known of the tests before. */
  readonly proofs: readonly TestProof[];
  readonly now: () => Date;
}

export interface ProofOutcome extends SuiteOutcome {
  readonly proofs: readonly TestProof[];
}

/**
 * Runs passing tests again with the target replaced by ones that do not work: closed port, 500, empty 200, WebSocket closed
 * with 1011, one that never answers. In what it returns a test is green when it was red each time, and red when it passed all
 * the same. A test that never connected to the stack has nothing that could be replaced.
 */
export async function proveSuite(order: ProofOrder, signal: AbortSignal): Promise<ProofOutcome> {
  const targets = targetsOf(order.suite, order.environment, { own: order.variables, child: {} });
  const isApart = ({ contacts }: TestResult): boolean =>
    contacts !== undefined && !contacts.some((contact) => isMet(contact, targets));
  const sample = order.sample.filter((test) => !isApart(test));
  const runs = sample.length === 0 ? [] : await tryMutants({ ...order, sample }, signal);
  if (signal.aborted) return { state: 'cancelled', findings: [], tests: [], proofs: [] };
  const scored = sample.map((test) => ({ test, score: scoreTest(test.id, runs, targets) }));
  const proofs = proofsOf(scored, await proofDigests(order.sample, order.suite.cwd), order);
  return { ...outcomeOf(scored, order.sample.filter(isApart)), proofs };
}

interface Scored {
  readonly test: TestResult;
  readonly score: Score;
}

function proofsOf(scored: readonly Scored[], digests: Digests, order: ProofOrder): readonly TestProof[] {
  const { suite, environment, run, now } = order;
  const at = now().toISOString();
  const tried = scored.filter(({ score: { asked, unmet } }) => asked.length + unmet.length > 0);
  const found = tried.map(({ test, score: { asked, survived, unmet } }): TestProof => {
    const digest = digests.get(test.file ?? '');
    const named = { suite: suite.name, environment: environment.name, test: test.id, run, at };
    return { ...named, asked, survived, unmet: unmet.length > 0 ? unmet : undefined, digest };
  });
  return addProofs(order.proofs, found);
}

function outcomeOf(scored: readonly Scored[], apart: readonly TestResult[]): SuiteOutcome {
  const tests = [...scored.map(resultOf), ...apart.map(apartResult)];
  const asked = scored.filter(({ score }) => score.asked.length > 0);
  const survivors = asked.filter(({ score }) => score.survived.length > 0).map(({ test }) => test.id);
  const beside = apart.length === 0 ? '' : `; ${apart.length} never connected to the stack and could not be tried`;
  const end = { findings: [], tests };
  if (asked.length === 0) {
    const verdictReason = `No test could be tried: none met the targets that do not work${beside}`;
    return { ...end, state: 'failed', verdict: 'failed', verdictReason };
  }
  if (survivors.length > 0) {
    const counted = `${survivors.length} of ${asked.length} tests pass also when their target does not work`;
    return { ...end, state: 'failed', verdict: 'failed', verdictReason: `${counted}: ${nameSome(survivors)}${beside}` };
  }
  const verdictReason = `Each of ${asked.length} tests is red when its target does not work${beside}`;
  return { ...end, state: 'passed', verdict: apart.length === 0 ? 'proven' : 'unproven', verdictReason };
}

function apartResult({ id, file }: TestResult): TestResult {
  return { id, file, outcome: 'skipped', durationMs: 0, attempts: 1, reason: 'It never connected to the stack' };
}

function resultOf({ test, score: { asked, survived, durationMs } }: Scored): TestResult {
  const { id, file } = test;
  if (asked.length === 0) {
    return { id, file, outcome: 'skipped', durationMs, attempts: 1, reason: 'It met none of the replaced targets' };
  }
  if (survived.length === 0) return { id, file, outcome: 'passed', durationMs, attempts: 1 };
  const message = `It also passed against ${survived.map((name) => mutantWords[name]).join(', ')}`;
  const failure = { type: 'Survived', message, details: '' };
  return { id, file, outcome: 'failed', durationMs, attempts: 1, failure };
}
