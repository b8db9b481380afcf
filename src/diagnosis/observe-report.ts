import { classifyReason } from '#domain/close.ts';
import type { Environment } from '#domain/configuration.ts';
import type { Symptom } from '#domain/diagnosis.ts';
import type { Fact } from '#domain/observation.ts';
import type { Run } from '#domain/run.ts';
import { type Exchange, isRed, totalOf, type TestResult } from '#domain/test-result.ts';
import type { Variables } from '#domain/setting.ts';

import type { FactName } from './facts.ts';
import { asLongAsOthers } from './as-long-as-others.ts';
import { isExpectedTarget } from './expected-target.ts';
import { gaveUp } from './gave-up.ts';
import type { NewObservation } from './observation-book.ts';
import { phraseOf, refusals, resources } from './phrases.ts';
import { whenItFailed } from './observe-when.ts';
import { readDurations } from './read-durations.ts';
import { readRed } from './find-symptoms.ts';
import { placeMet } from './places-met.ts';
import { socketsBefore } from './sockets-before.ts';
import type { ReadTest } from './symptom-clusters.ts';

export interface ReportParts {
  readonly symptoms: readonly Symptom[];
  /** Whole runs of the same suite, environment and selection before this one, newest first. */
  readonly earlier?: readonly Run[] | undefined;
  readonly environment?: Environment | undefined;
  readonly variables?: Variables | undefined;
  readonly now: Date;
}

/** Enough of a symptom's tests to know it by. */
const mostRead = 20;

/**
 * All that the report of a run says: of each symptom (its id is the subject), and of the run as a whole (no subject). What
 * one failure says is one group: its facts are correlated.
 */
export function observeReport(run: Run, tests: readonly TestResult[], parts: ReportParts): readonly NewObservation[] {
  const at = run.endedAt ?? run.startedAt ?? parts.now.toISOString();
  const ofRun = observeWhole(run, tests, parts);
  const ofSymptoms = parts.symptoms.flatMap((symptom) => observeSymptom(symptom, tests, { run, ...parts }));
  return [...ofSymptoms, ...ofRun].map((seen) => ({ source: 'report', at, isControlled: false, ...seen }));
}

export type Seen = Omit<NewObservation, 'source' | 'at' | 'isControlled'>;

interface SymptomParts extends ReportParts {
  readonly run: Run;
}

function observeSymptom(symptom: Symptom, tests: readonly TestResult[], parts: SymptomParts): readonly Seen[] {
  const ids = new Set(symptom.tests);
  const own = tests.filter(({ id }) => ids.has(id));
  const read = readRed(own.slice(0, mostRead));
  const [first] = read;
  if (first === undefined) return [];
  const shared = { subject: symptom.id, group: `report:${symptom.id}`, raw: rawOf(first) };
  const say = (fact: FactName, value: Fact | undefined, words: string): readonly Seen[] =>
    value === undefined ? [] : [{ fact, value, says: `${symptom.title}: ${words}`, ...shared }];
  const isOther = symptom.error === 'other';
  return [
    ...(isOther ? [] : saidByText(symptom, read.find(isTelling) ?? first, say)),
    ...phraseOfOthers(symptom, tests, say),
    ...readDurations(own, first.facts).flatMap(({ fact, value, words }) => say(fact, value, words)),
    ...(isOther ? [] : sharedFrame(read, own.length, say)),
    ...lastsAlike(read, tests, say).map((seen) => ({ ...seen, group: `durations:${symptom.id}` })),
    ...openedBefore(read, say).map((seen) => ({ ...seen, group: `opened:${symptom.id}` })),
    ...idleConnection(read, say).map((seen) => ({ ...seen, group: `wire:${symptom.id}` })),
    ...whenItFailed(symptom, own, { tests, say }),
    ...target(symptom, own, { ...parts, say }),
  ];
}

/** Of several tests with one failure, one may quote more of the answer than another. */
function isTelling(read: ReadTest): boolean {
  return phraseOfTest(read) !== 'none';
}

function phraseOfTest({ test, facts }: ReadTest): string {
  return phraseOf(`${test.failure?.message ?? ''}\n${facts.excerpt}`);
}

/** One of them may name what all of them miss. */
function phraseOfOthers(symptom: Symptom, tests: readonly TestResult[], say: Say): readonly Seen[] {
  const own = new Set(symptom.tests);
  const others = tests.filter(({ id, outcome }) => !own.has(id) && isRed(outcome)).slice(0, mostRead);
  const phrases = others.map(({ failure }) => phraseOf(failure?.message ?? ''));
  // Why somebody was refused is told where a body can be read, and an upgrade shows none.
  const isRefused = /^40[134]$/u.test(String(symptom.status)) || symptom.closeCode === 1008;
  const telling: readonly string[] = isRefused ? [...resources, ...refusals] : resources;
  const phrase = phrases.find((each) => telling.includes(each));
  return say('report.phrase-of-run', phrase, `another failure of the run speaks of ${phrase}`);
}

/** Says something of a symptom; nothing where the value is undefined. */
export type Say = (fact: FactName, value: Fact | undefined, words: string) => readonly Seen[];

function saidByText(
  { closeCode, closeReason, phase, error, status, closedBy }: Symptom,
  read: ReadTest,
  say: Say,
): readonly Seen[] {
  const { facts, test } = read;
  const reason =
    closeCode === undefined ? undefined : reasonOf(closeCode, facts.closeReason ?? closeReason, facts.library);
  const phrase = phraseOfTest(read);
  return [
    ...say('report.phase', phase, `it came as far as "${phase}"`),
    ...say('report.error', error, `the error is ${error}`),
    ...say('report.says', sentenceOf(test.failure?.message), `it says: ${sentenceOf(test.failure?.message)}`),
    ...say('report.code', facts.code, `the code is ${facts.code}`),
    ...say(
      'report.phrase',
      phrase,
      phrase === 'none' ? 'its text names no cause (none)' : `its text speaks of ${phrase}`,
    ),
    ...say('report.status', status, `answered with status ${status}`),
    ...say('report.close-code', closeCode, `closed with ${closeCode}`),
    ...say(
      'report.closed-by',
      closedBy,
      `closed by ${closedBy === 'nobody' ? 'nobody: no close frame came' : `the ${closedBy}`}`,
    ),
    ...say('report.close-reason', reason, `the reason of the close is ${reason}`),
    ...say('report.missing-event', facts.missingEvent, `${facts.missingEvent} did not come`),
    ...say('report.event-order', facts.eventOrder, 'the events came in another order'),
    ...say('report.cross-user', facts.crossUser, 'what belongs to another user came'),
    ...say('report.library', facts.library, `told by ${facts.library}`),
  ];
}

const longestSentence = 160;

/** The first line that says something, without the name of the error, which is told by itself. */
function sentenceOf(message = ''): string | undefined {
  const lines = withoutMarkup(message.slice(0, 4_000)).split('\n');
  const line = lines
    .map((each) => each.replace(/^[\w.]{1,80}(?:Error|Exception|Failed): /u, '').trim())
    .find((each) => /\w/u.test(each));
  return line === undefined || line.length <= longestSentence ? line : `${line.slice(0, longestSentence - 1)}…`;
}

/** What a page says stands between its tags, some lines further down. */
function withoutMarkup(message: string): string {
  const begins = message.search(/<(?:!doctype|html|head|body)\b/iu);
  if (begins < 0) return message;
  const page = message.slice(begins).replaceAll(/<[^<>]{0,500}>/gu, ' ');
  return message.slice(0, begins) + page.replaceAll(/\s+/gu, ' ').trim();
}

/** aiohttp does not tell the reason: then nothing is said of it. */
function reasonOf(code: number, reason: string | undefined, library: string | undefined): string | undefined {
  if (reason === undefined && code !== 1006 && library?.startsWith('aiohttp') === true) return undefined;
  return classifyReason(code, reason);
}

function rawOf({ test, facts, exchange }: ReadTest): string {
  const asked = exchange === undefined ? '' : `\n${wordsOf(exchange)}`;
  return `${test.id}\n${facts.excerpt}`.slice(0, 1_000 - asked.length) + asked;
}

function wordsOf({ method, url, status, ms }: Exchange): string {
  return `it was seen to ask: ${method} ${url.slice(0, 300)}, ${status === undefined ? 'no answer seen' : `answered with ${status} after ${ms} ms`}`;
}

/** One place of a fixture that fails is no failure of what the tests test. */
function sharedFrame(read: readonly ReadTest[], count: number, say: Say): readonly Seen[] {
  const frames = new Set(read.map(({ facts }) => facts.frame));
  const [frame] = frames;
  if (count < 2 || frames.size !== 1 || frame === undefined)
    return count < 2 ? [] : say('report.one-frame', false, 'the failures share no frame of a fixture');
  const isFixture = read.every(({ test, facts }) => facts.phase === 'setup' || test.outcome === 'error');
  return say(
    'report.one-frame',
    isFixture,
    isFixture ? `all fail in ${frame}, around the test` : `all fail in ${frame}, inside the tests`,
  );
}

function target(
  symptom: Symptom,
  own: readonly TestResult[],
  { environment, variables = {}, say }: SymptomParts & { readonly say: Say },
): readonly Seen[] {
  if (environment === undefined) return [];
  const met = [...new Set(own.map(placeMet))];
  // Where the text names nobody: whom the tests were seen to speak with, where that was one.
  const named = symptom.target ?? (met.length === 1 ? met[0] : undefined);
  if (named === undefined) return [];
  const isExpected = isExpectedTarget(named, environment, variables);
  const place = named.slice(0, 200);
  return say(
    'target.expected',
    isExpected,
    isExpected === true ? `${place} belongs to ${environment.name}` : `${place} is no address of ${environment.name}`,
  );
}

function lastsAlike([first]: readonly ReadTest[], tests: readonly TestResult[], say: Say): readonly Seen[] {
  if (first === undefined || first.facts.phase !== 'assertion') return [];
  // Who waits for an event that does not come waits until the end of its patience.
  const { missingEvent, eventOrder, crossUser } = first.facts;
  if ([missingEvent, eventOrder, crossUser].some((fact) => fact !== undefined)) return [];
  const count = asLongAsOthers(first.test, tests);
  const took = `${(first.test.durationMs / 1_000).toFixed(2)} s`;
  return count === undefined ? [] : say('report.lasts-as-others', count, `${count} other tests lasted ${took} as well`);
}

/** What was asked for after them may have found nothing left. */
function openedBefore(read: readonly ReadTest[], say: Say): readonly Seen[] {
  const counts = read.map(({ test, exchange }) => socketsBefore(test, exchange) ?? 0);
  const least = Math.min(...counts);
  if (least === 0) return [];
  return say('report.sockets-before', least, `the test had opened ${least} websockets when it asked for that`);
}

const idleFromMs = 100;

/** Whether what was closed or reset before an answer came had carried other requests before. */
function idleConnection(read: readonly ReadTest[], say: Say): readonly Seen[] {
  const ended = read.flatMap(({ facts, exchange }) => {
    const isEnded = facts.phase === 'http' && exchange?.status === undefined && !gaveUp(facts);
    return isEnded && exchange !== undefined ? [exchange.idleMs ?? 0] : [];
  });
  if (ended.length === 0) return [];
  const idle = ended.filter((ms) => ms >= idleFromMs).toSorted((one, other) => one - other);
  if (idle.length > 0 && idle.length < ended.length) return [];
  const words =
    idle.length > 0
      ? `it went over a kept connection that had been idle for ${idle[0]} ms or longer`
      : 'it went over a connection that was fresh or in use';
  return say('report.idle-connection', idle.length > 0, words);
}

/** What only the whole of a run says. */
function observeWhole(run: Run, tests: readonly TestResult[], { earlier = [] }: ReportParts): readonly Seen[] {
  return [...allRed(tests), ...fewerCollected(run, earlier)];
}

const allRedShare = 0.8;
const smallest = 3;

function allRed(tests: readonly TestResult[]): readonly Seen[] {
  const ran = tests.filter(({ outcome }) => outcome !== 'skipped');
  const red = ran.filter(({ outcome }) => isRed(outcome)).length;
  if (ran.length < smallest) return [];
  const share = red / ran.length;
  const says = `${red} of ${ran.length} tests failed (${Math.round(share * 100)} %)`;
  return [{ fact: 'report.all-red', value: share > allRedShare, says, group: 'report:run' }];
}

function fewerCollected(run: Run, earlier: readonly Run[]): readonly Seen[] {
  const counts = earlier
    .slice(0, 5)
    .map(({ counts: each }) => totalOf(each))
    .filter((count) => count > 0);
  const now = Math.max(totalOf(run.counts), run.expected ?? 0);
  if (counts.length === 0) return [];
  const least = Math.min(...counts);
  const names = earlier
    .slice(0, counts.length)
    .map(({ id }) => id)
    .join(', ');
  const says = `${now} tests, where ${names} had ${least === Math.max(...counts) ? least : `${least} or more`}`;
  return [{ fact: 'report.fewer-collected', value: now < least, says, group: 'report:run' }];
}
