import { isRed, type TestFailure, type TestOutcome, type TestResult } from '#domain/test-result.ts';

import { createUniqueIds } from '../unique-ids.ts';
import type { SharedExchanges, TestContacts } from './node-test-contacts.ts';
import { nodeEventOf, type NodeFailure, type NodeTestEvent } from './node-test-events.ts';

/** What is known of a `node --test` run. */
export interface NodeFacts {
  readonly tests: TestResult[];
  /** Position in the source → name of a test that has begun. */
  readonly running: Map<string, string>;
  latestTest?: string;
  /** How many tests Node has met so far; it meets those of a `describe` when that begins. Not known from Node 20. */
  expected?: number;
  /** Files that ended well without a test. */
  readonly emptyFiles: string[];
  /** Tests that an `only` elsewhere left out. */
  leftOut: number;
  hasEnded: boolean;
}

const maxTests = 100_000;
const separator = ' > ';

/** Collects the lines of the reporter. `redact` goes over all that leaves. */
export class NodeFactKeeper {
  readonly facts: NodeFacts = { tests: [], running: new Map(), emptyFiles: [], leftOut: 0, hasEnded: false };
  readonly #redact: (text: string) => string;
  readonly #uniqueId = createUniqueIds();
  /** The names around what is reported, and how many tests there were when each began. */
  readonly #around: { readonly name: string; readonly from: number }[] = [];

  readonly #contacts: TestContacts;
  readonly #shared: SharedExchanges;

  /** `contacts`: what tests were connected to, by their unredacted ids; several under one id stand in order. `shared`: of set-ups. */
  constructor(
    redact: (text: string) => string,
    contacts: TestContacts = new Map(),
    shared: SharedExchanges = new Map(),
  ) {
    this.#redact = redact;
    this.#contacts = contacts;
    this.#shared = shared;
  }

  add(line: string): void {
    const { facts } = this;
    const event = nodeEventOf(line);
    switch (event?.event) {
      case undefined:
        break;
      case 'enqueue':
        if (event.isCounted && !event.isFile) facts.expected = (facts.expected ?? 0) + 1;
        break;
      case 'dequeue':
        if (!event.isFile) this.#begin(event);
        break;
      case 'start':
        this.#around.splice(event.nesting, Infinity, { name: event.name, from: facts.tests.length });
        break;
      case 'pass':
      case 'fail':
        this.#finish(event);
        break;
      case 'complete':
        facts.running.delete(event.key);
        break;
      case 'ended':
        facts.hasEnded = true;
        break;
    }
  }

  #begin({ file, name, key }: NodeTestEvent): void {
    this.facts.latestTest = this.#redact([file, name].join(separator));
    this.facts.running.set(key, this.facts.latestTest);
  }

  #finish(event: NodeTestEvent): void {
    if (event.isSuite) this.#finishSuite(event);
    else if (event.skip === 'test name does not match pattern') return;
    else if (event.skip === "'only' option not set") this.facts.leftOut += 1;
    else if (event.isFile && event.event === 'pass') this.facts.emptyFiles.push(this.#redact(event.file));
    else this.#keep(event, outcomeOf(event));
  }

  /** A suite that failed in a hook: its cancelled tests say why; without one it is a result itself. */
  #finishSuite(event: NodeTestEvent): void {
    if (event.failure === undefined || event.failure.kind === 'subtestsFailed') return;
    const { tests } = this.facts;
    const failure = failureOf(event.failure, this.#redact);
    let isTold = false;
    for (let index = this.#around[event.nesting]?.from ?? tests.length; index < tests.length; index += 1) {
      const test = tests[index];
      if (test?.outcome !== 'error' || test.failure?.type !== cancelled) continue;
      tests[index] = { ...test, failure };
      isTold = true;
    }
    if (!isTold) this.#keep(event, 'error');
  }

  #keep(event: NodeTestEvent, outcome: TestOutcome): void {
    const { tests } = this.facts;
    if (tests.length >= maxTests) return;
    const names = event.isFile ? [] : [...this.#around.slice(0, event.nesting).map(({ name }) => name), event.name];
    const told = [event.file, ...names].join(separator);
    const id = this.#uniqueId(this.#redact(told));
    const seen = this.#contacts.get(told)?.shift();
    const file = this.#redact(event.file);
    tests.push({
      id,
      file,
      outcome,
      durationMs: event.ms,
      ...explained(event, this.#redact),
      attempts: 1,
      contacts: seen?.contacts,
      ...(isRed(outcome) && { exchanges: seen?.exchanges ?? this.#askedAround(outcome, event, names) }),
    });
    this.facts.latestTest = id;
  }

  /** A test that never began, since what is set up around it failed: what that had asked. */
  #askedAround(outcome: TestOutcome, { file }: NodeTestEvent, names: readonly string[]): TestResult['exchanges'] {
    if (outcome !== 'error') return undefined;
    const around = [file, ...names.slice(0, -1)].map((_, index, all) => all.slice(0, index + 1).join(separator));
    return around.map((each) => this.#shared.get(each)).findLast((each) => each !== undefined);
  }
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
