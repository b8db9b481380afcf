import path from 'node:path';

import { mutantWords, type MutantName, type TestProof } from '#domain/test-proof.ts';
import type { TestResult } from '#domain/test-result.ts';
import type { Variables } from '#domain/setting.ts';

import { nameSome } from './adapters/name-some.ts';
import { mutantsFor, mutateEnvironment } from './mutants/mutate-environment.ts';
import { startMutant } from './mutants/start-mutant.ts';
import { proofDigests, type Digests } from './proof-digests.ts';
import { scoreTest, type MutantRun, type Score } from './proof-score.ts';
import { targetsOf } from './proof-targets.ts';
import { runSuite, type SuiteOrder, type SuiteOutcome } from './run-suite.ts';
import type { Progress } from './runner.ts';

export interface ProofOrder extends SuiteOrder {
  /** The id of the run that this is. */
  readonly run: string;
  readonly sample: readonly TestResult[];
  /** Absent: all that can be put in place of what the suite is told of. */
  readonly mutants?: readonly MutantName[] | undefined;
  readonly now: () => Date;
}

export interface ProofOutcome extends SuiteOutcome {
  readonly proofs: readonly TestProof[];
}

/**
 * Runs passing tests again with the target replaced by ones that do not work: closed port, 500, empty 200, WebSocket closed
 * with 1011. In what it returns a test is green when it was red each time, and red when it passed all the same.
 */
export async function proveSuite(order: ProofOrder, signal: AbortSignal): Promise<ProofOutcome> {
  let current = noProgress;
  order.onStart(() => ({ ...current(), expected: order.sample.length, tests: [] }));
  const runs: MutantRun[] = [];
  for (const name of order.mutants ?? mutantsFor(order.suite)) {
    const watched: SuiteOrder = { ...order, onStart: (progress) => (current = () => namedProgress(name, progress())) };
    const run = await runAgainst(name, watched, signal);
    if (signal.aborted) return { state: 'cancelled', findings: [], tests: [], proofs: [] };
    runs.push(run);
  }
  const targets = targetsOf(order.suite, order.environment, { own: order.variables, child: {} });
  const scores = order.sample.map((test) => ({ test, score: scoreTest(test.id, runs, targets) }));
  return outcomeOf(scores, await proofDigests(order.sample, order.suite.cwd), order);
}

function noProgress(): Progress {
  return { tests: [] };
}

function namedProgress(name: MutantName, { latestTest }: Progress): Progress {
  return { tests: [], latestTest: `against ${mutantWords[name]}: ${latestTest ?? 'starting'}` };
}

async function runAgainst(name: MutantName, order: SuiteOrder, signal: AbortSignal): Promise<MutantRun> {
  await using mutant = await startMutant(name);
  const outcome = await runSuite(
    {
      ...order,
      folder: path.join(order.folder, name),
      environment: mutateEnvironment(order.environment, mutant, order.variables),
      variables: withoutProxy(order.variables),
      onVersions: () => undefined,
    },
    signal,
  );
  return { mutant: name, port: mutant.port, hasTimedOut: outcome.state === 'timed-out', tests: outcome.tests };
}

/** A proxy would be asked for 127.0.0.1, which is another one there. */
function withoutProxy(variables: Variables): Variables {
  const own = [variables['NO_PROXY'] ?? variables['no_proxy'], '127.0.0.1'].filter(Boolean).join(',');
  return { ...variables, NO_PROXY: own, no_proxy: own };
}

interface Scored {
  readonly test: TestResult;
  readonly score: Score;
}

function outcomeOf(
  scored: readonly Scored[],
  digests: Digests,
  { suite, environment, run, now }: ProofOrder,
): ProofOutcome {
  const at = now().toISOString();
  const tests = scored.map(resultOf);
  const asked = scored.filter(({ score }) => score.asked.length > 0);
  const proofs = asked.map(({ test, score: { asked: by, survived } }) => {
    const digest = digests.get(test.file ?? '');
    return { suite: suite.name, environment: environment.name, test: test.id, run, at, asked: by, survived, digest };
  });
  const survivors = asked.filter(({ score }) => score.survived.length > 0).map(({ test }) => test.id);
  const counted = `${survivors.length} of ${asked.length} tests`;
  if (asked.length === 0) {
    const verdictReason = 'No test could be tried: none met the targets that do not work';
    return { state: 'failed', verdict: 'failed', verdictReason, findings: [], tests, proofs };
  }
  if (survivors.length > 0) {
    const verdictReason = `${counted} pass also when their target does not work: ${nameSome(survivors)}`;
    return { state: 'failed', verdict: 'failed', verdictReason, findings: [], tests, proofs };
  }
  const verdictReason = `Each of ${asked.length} tests is red when its target does not work`;
  return { state: 'passed', verdict: 'proven', verdictReason, findings: [], tests, proofs };
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
