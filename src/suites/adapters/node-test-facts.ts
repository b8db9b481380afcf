import type { TestFailure, TestOutcome, TestResult } from '#domain/test-result.ts';

import { createUniqueIds } from '../unique-ids.ts';
import { nodeEventOf, type NodeFailure, type NodeTestEvent } from './node-test-events.ts';

/** What is known of a `node --test` run. */
export interface NodeFacts {
  readonly tests: readonly TestResult[];
  /** Position in the source → name of a test that has begun. */
  readonly running: ReadonlyMap<string, string>;
  readonly latestTest: string | undefined;
  /** Files that ended well without a test. */
  readonly emptyFiles: readonly string[];
  /** Tests that an `only` elsewhere left out. */
  readonly leftOut: number;
  readonly hasEnded: boolean;
}

const maxTests = 100_000;
const separator = ' > ';

/** Collects the lines of the reporter. `redact` goes over all that leaves. */
export function createNodeFacts(redact: (text: string) => string): { add(line: string): void; facts(): NodeFacts } {
  const uniqueId = createUniqueIds();
  const tests: TestResult[] = [];
  const running = new Map<string, string>();
  const emptyFiles: string[] = [];
  /** The names around what is reported, and how many tests there were when each began. */
  const around: { readonly name: string; readonly from: number }[] = [];
  let latestTest: string | undefined;
  let leftOut = 0;
  let hasEnded = false;

  const keep = (event: NodeTestEvent, outcome: TestOutcome): void => {
    if (tests.length >= maxTests) return;
    const names = event.isFile ? [] : [...around.slice(0, event.nesting).map(({ name }) => name), event.name];
    const id = uniqueId(redact([event.file, ...names].join(separator)));
    tests.push({
      id,
      file: redact(event.file),
      outcome,
      durationMs: event.ms,
      ...explained(event, redact),
      attempts: 1,
    });
    latestTest = id;
  };

  /** A suite that failed in a hook: its cancelled tests say why; without one it is a result itself. */
  const keepSuite = (event: NodeTestEvent): void => {
    if (event.failure === undefined || event.failure.kind === 'subtestsFailed') return;
    const from = around[event.nesting]?.from ?? tests.length;
    const failure = failureOf(event.failure, redact);
    let isTold = false;
    for (const [index, test] of tests.entries()) {
      if (index < from || test.outcome !== 'error' || test.failure?.type !== cancelled) continue;
      tests[index] = { ...test, failure };
      isTold = true;
    }
    if (!isTold) keep(event, 'error');
  };

  const finish = (event: NodeTestEvent): void => {
    if (event.isSuite) return keepSuite(event);
    if (event.skip === 'test name does not match pattern') return;
    if (event.skip === "'only' option not set") leftOut += 1;
    else if (event.isFile && event.event === 'pass') emptyFiles.push(redact(event.file));
    else keep(event, outcomeOf(event));
  };

  const add = (line: string): void => {
    const event = nodeEventOf(line);
    if (event === undefined) return;
    if (event.event === 'ended') hasEnded = true;
    else if (event.event === 'complete') running.delete(event.key);
    else if (event.event === 'pass' || event.event === 'fail') finish(event);
    else if (event.event === 'start') {
      around.splice(event.nesting, Infinity, { name: event.name, from: tests.length });
    } else if (!event.isFile) {
      latestTest = redact([event.file, event.name].join(separator));
      running.set(event.key, latestTest);
    }
  };
  return { add, facts: () => ({ tests, running, latestTest, emptyFiles, leftOut, hasEnded }) };
}

const cancelled = 'cancelledByParent';
const unjudged = new Set([cancelled, 'hookFailed', 'testAborted']);

function outcomeOf({ event, skip, todo, isFile, failure }: NodeTestEvent): TestOutcome {
  if (skip !== undefined || todo !== undefined) return 'skipped';
  if (event === 'pass') return 'passed';
  return isFile || unjudged.has(failure?.kind ?? '') ? 'error' : 'failed';
}

function explained(event: NodeTestEvent, redact: (text: string) => string): Pick<TestResult, 'failure' | 'reason'> {
  if (event.skip !== undefined) return { reason: redact(event.skip) || undefined };
  if (event.todo !== undefined) return { reason: redact(event.todo === '' ? 'todo' : `todo: ${event.todo}`) };
  return event.failure === undefined ? {} : { failure: failureOf(event.failure, redact) };
}

function failureOf(failure: NodeFailure, redact: (text: string) => string): TestFailure {
  const { kind, type, message, details, exit, printed } = failure;
  if (exit === undefined) {
    return { type: redact(type) || kind, message: redact(message), details: redact(details) };
  }
  const [, errorType, said] = /^([A-Z]\w*)(?: \[\w+\])?: (.*)$/m.exec(printed ?? '') ?? [];
  const told = said === undefined ? `The file ended with ${exit}` : `${said} (${exit})`;
  return { type: errorType ?? '', message: redact(told), details: redact(printed ?? details) };
}
