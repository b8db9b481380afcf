import type { Contact, TestFailure, TestResult } from '#domain/test-result.ts';

import { errorTypeOf } from '../error-type.ts';
import type { Redaction, Texts } from '../junit-result.ts';
import { createTextBudget } from '../text-budget.ts';
import { mergeContacts } from '../merge-contacts.ts';
import { createUniqueIds } from '../unique-ids.ts';
import type { FinishedTest, PytestEvent } from './pytest-events.ts';
import { exchangesOf } from './told-exchanges.ts';

/** What is known of a pytest session while it runs. Keys and `running` are node ids as pytest has them, not redacted. */
export interface PytestFacts {
  /** pytest's version, once our module has said that it is loaded. */
  session?: { readonly pytest: string; readonly keyword: string };
  readonly tests: Map<string, TestResult>;
  readonly running: Set<string>;
  latestTest?: string;
  expected?: number;
  deselected: number;
  readonly gone: Set<string>;
  internalError?: string;
  interrupted?: string;
  ended?: { readonly code: number; readonly stopped: string };
  /** Why connections may have gone unseen. */
  blindSpots?: readonly string[];
}

export function noFacts(): PytestFacts {
  return { tests: new Map(), running: new Set(), deselected: 0, gone: new Set() };
}

const maxTests = 100_000;

/** Adds what an event says, in bounded memory. All that leaves is redacted. */
export function createFactKeeper(facts: PytestFacts, redaction: Redaction): (event: PytestEvent) => void {
  const { redact } = redaction;
  const budget = createTextBudget();
  let uniqueId = createUniqueIds();

  const finish = (event: FinishedTest): void => {
    facts.running.delete(event.id);
    const before = facts.tests.get(event.id);
    if (before === undefined && facts.tests.size >= maxTests) return;
    facts.tests.set(event.id, resultOf(event, before?.id ?? uniqueId(redact(event.id)), { ...redaction, budget }));
  };

  return (event) => {
    switch (event.event) {
      case 'session':
        facts.session = event;
        // What was made out from the output until now comes again, exactly.
        facts.tests.clear();
        uniqueId = createUniqueIds();
        break;
      case 'collected':
        // Results that come before are modules that could not be collected; workers of xdist each collect all.
        facts.expected ??= event.expected + facts.tests.size;
        facts.deselected = event.deselected;
        for (const id of event.gone) facts.gone.add(id);
        break;
      case 'started':
        facts.running.add(event.id);
        facts.latestTest = redact(event.id);
        break;
      case 'finished':
        finish(event);
        break;
      case 'internal-error':
        facts.internalError ??= redact(event.text);
        break;
      case 'interrupted':
        facts.interrupted = redact(event.text);
        break;
      case 'ended':
        facts.ended = { code: event.code, stopped: redact(event.stopped) };
        facts.blindSpots = blindSpotsOf(event, redact);
        break;
    }
  };
}

function resultOf(event: FinishedTest, id: string, texts: Texts): TestResult {
  return {
    id,
    file: fileOf(id),
    outcome: event.outcome,
    durationMs: event.ms,
    failure: failureOf(event, texts),
    reason: event.reason === undefined ? undefined : texts.budget.message(redacted(event.reason, texts)),
    attempts: event.attempts,
    exchanges: exchangesOf(event.exchanges, texts.redact),
    contacts: event.contacts && mergeContacts(event.contacts.map((found) => contactOf(found, texts.redact))),
  };
}

type ToldContact = NonNullable<FinishedTest['contacts']>[number];

function contactOf([host, port, connections, sent, received]: ToldContact, redact: Redaction['redact']): Contact {
  return { host: redact(host), port, connections, bytesOut: sent ?? undefined, bytesIn: received ?? undefined };
}

function blindSpotsOf(
  { problem, blind }: { readonly problem: string; readonly blind: readonly string[] },
  redact: Redaction['redact'],
): readonly string[] {
  const broken = problem === '' ? [] : [`the recording of connections broke off: ${redact(problem).slice(0, 200)}`];
  return blind.length === 0 ? broken : [...broken, `connections of ${redact(blind.join(', '))} are not seen`];
}

function failureOf(event: FinishedTest, texts: Texts): TestFailure | undefined {
  if (event.message === undefined) return undefined;
  const message = texts.budget.message(redacted(event.message, texts));
  const details = texts.budget.details(redacted(event.details, texts));
  return tellingFailure({ type: errorTypeOf(message), message, details });
}

/** Our module cuts texts, the shortest to 500 characters. */
const shortestCut = 500;

function redacted(text: string, { redact, redactCut }: Redaction): string {
  return text.length < shortestCut ? redact(text) : redactCut(text);
}

/** The end of a message may be cut otherwise than that of the details. */
const comparedLength = 400;

/** pytest says of a file that it cannot collect just that; why stands in the traceback, in its last `E` line. */
export function tellingFailure(failure: TestFailure): TestFailure {
  const isWholeText = failure.message !== '' && failure.details.startsWith(failure.message.slice(0, comparedLength));
  if (failure.message !== 'collection failure' && !isWholeText) return failure;
  const last = failure.details.split('\n').findLast((each) => /^E +\S/.test(each));
  if (last === undefined) return failure;
  const line = last.slice(1).trim();
  return { ...failure, type: errorTypeOf(line), message: line };
}

/** The file part of a node id; parametrised ids may hold `::` themselves. */
export function fileOf(nodeId: string): string {
  return nodeId.split('::', 1)[0] ?? nodeId;
}
