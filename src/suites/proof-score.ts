import type { MutantName } from '#domain/test-proof.ts';
import { isRed, type TestResult } from '#domain/test-result.ts';

import { isMet, type Target } from './proof-targets.ts';

/** A run of the sample against one mutant. */
export interface MutantRun {
  readonly mutant: MutantName;
  readonly port: number;
  readonly hasTimedOut: boolean;
  readonly tests: readonly TestResult[];
}

export interface Score {
  readonly asked: readonly MutantName[];
  readonly survived: readonly MutantName[];
  readonly durationMs: number;
}

/** What the runs say of one test. A mutant that it did not meet, while it met the real target, was not asked. */
export function scoreTest(id: string, runs: readonly MutantRun[], targets: readonly Target[]): Score {
  const asked: MutantName[] = [];
  const survived: MutantName[] = [];
  let durationMs = 0;
  for (const run of runs) {
    const result = run.tests.find((test) => test.id === id);
    durationMs += result?.durationMs ?? 0;
    const answer = answerOf(id, result, { run, targets });
    if (answer !== 'not asked') asked.push(run.mutant);
    if (answer === 'survived') survived.push(run.mutant);
  }
  return { asked, survived, durationMs };
}

type Answer = 'red' | 'survived' | 'not asked';

function answerOf(
  id: string,
  result: TestResult | undefined,
  { run, targets }: { readonly run: MutantRun; readonly targets: readonly Target[] },
): Answer {
  if (result === undefined) return run.hasTimedOut || hasRedParent(id, run.tests) ? 'red' : 'not asked';
  if (isRed(result.outcome)) return 'red';
  const { contacts } = result;
  const hasMetMutant = contacts?.some(
    ({ host, port }) => port === run.port && isMet({ host, port, connections: 1 }, loopback),
  );
  if (hasMetMutant === true) return 'survived';
  // Of this one only WebSockets were replaced: who did not speak to it may have had no reason to.
  if (run.mutant === 'ws-1011') return 'not asked';
  return contacts?.some((contact) => isMet(contact, targets)) === true ? 'not asked' : 'survived';
}

const loopback: readonly Target[] = [{ host: '127.0.0.1' }];

/** A file or class that could not be loaded, or whose set-up failed. */
function hasRedParent(id: string, tests: readonly TestResult[]): boolean {
  return tests.some((test) => isRed(test.outcome) && (id.startsWith(`${test.id}::`) || id.startsWith(`${test.id} > `)));
}
