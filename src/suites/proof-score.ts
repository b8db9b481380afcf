import type { MutantName } from '#domain/test-proof.ts';
import { isRed, type TestResult } from '#domain/test-result.ts';

import { isMet, type Target } from './proof-targets.ts';

/** A run of the sample against one mutant. */
export interface MutantRun {
  readonly mutant: MutantName;
  readonly port: number;
  /** The tests that were running when it was ended: a test that waits for ever did not pass. */
  readonly running: readonly string[];
  readonly tests: readonly TestResult[];
}

export interface Score {
  readonly asked: readonly MutantName[];
  readonly survived: readonly MutantName[];
  /** Those that it did not meet, though it ran. */
  readonly unmet: readonly MutantName[];
  readonly durationMs: number;
}

/** What the runs say of one test. A mutant that it did not meet, while it met the real target, was not asked. */
export function scoreTest(id: string, runs: readonly MutantRun[], targets: readonly Target[]): Score {
  const answers = runs.map((run) => ({ mutant: run.mutant, ...answerOf(id, run, targets) }));
  const named = (...wanted: readonly Answer[]): readonly MutantName[] =>
    answers.filter(({ answer }) => wanted.includes(answer)).map(({ mutant }) => mutant);
  return {
    asked: named('red', 'survived'),
    survived: named('survived'),
    unmet: named('unmet'),
    durationMs: answers.reduce((sum, { durationMs }) => sum + durationMs, 0),
  };
}

type Answer = 'red' | 'survived' | 'unmet' | 'not tried';

function answerOf(
  id: string,
  run: MutantRun,
  targets: readonly Target[],
): { readonly answer: Answer; readonly durationMs: number } {
  const result = run.tests.find((test) => test.id === id);
  if (result !== undefined) return { answer: answerIn(result, run, targets), durationMs: result.durationMs };
  const isRunning = run.running.some((each) => isNamed(id, each));
  return { answer: isRunning || hasRedParent(id, run.tests) ? 'red' : 'not tried', durationMs: 0 };
}

function answerIn({ outcome, contacts }: TestResult, run: MutantRun, targets: readonly Target[]): Answer {
  if (isRed(outcome)) return 'red';
  const hasMetMutant = contacts?.some(
    ({ host, port }) => port === run.port && isMet({ host, port, connections: 1 }, loopback),
  );
  if (hasMetMutant === true) return 'survived';
  // Of this one only WebSockets were replaced: who did not speak to it may have had no reason to.
  if (run.mutant === 'ws-1011') return 'unmet';
  return contacts?.some((contact) => isMet(contact, targets)) === true ? 'unmet' : 'survived';
}

const loopback: readonly Target[] = [{ host: '127.0.0.1' }];

/** A file or class that could not be loaded, or whose set-up failed. */
function hasRedParent(id: string, tests: readonly TestResult[]): boolean {
  return tests.some((test) => isRed(test.outcome) && (id.startsWith(`${test.id}::`) || id.startsWith(`${test.id} > `)));
}

/** Node names a running test by its file and its last name. */
function isNamed(id: string, running: string): boolean {
  if (id === running) return true;
  const [file = '', ...names] = running.split(' > ');
  return names.length > 0 && id.startsWith(`${file} > `) && id.endsWith(` > ${names.join(' > ')}`);
}
