import { fellTogether } from '#domain/common-failure.ts';
import type { Suite } from '#domain/configuration.ts';
import { verdictOf } from '#domain/inquiry-words.ts';
import type { Section } from '#domain/reply.ts';
import { elapsedMs, isActive, type Run } from '#domain/run.ts';
import { statusOf } from '#domain/run-words.ts';
import { isRed, type TestResult } from '#domain/test-result.ts';
import type { Store } from '#state/state.ts';

import {
  classifyCommonFailure,
  classifyFailure,
  type EarlierResult,
  type EarlierRun,
  type FailureMark,
} from './classify-failures.ts';
import { mostTellingLine } from '#domain/most-telling-line.ts';
import { shownFailures, type MarkedFailure, type RunFacts, type RunFile } from './run-facts.ts';
import { writeFailuresFile, writeLogFile } from './run-files.ts';

export interface FactSources {
  readonly store: Store;
  readonly configuration: () => { readonly suites: ReadonlyMap<string, Pick<Suite, 'owner' | 'impact'>> };
  readonly now: () => Date;
  /** The log of a run as one text, from its folder; empty when there is none. */
  readonly readLog: (folder: string) => Promise<string>;
  /** What the surface calls the owner of a suite, so that a mention reaches somebody. Never rejects. */
  readonly personOf: (owner: string) => Promise<string>;
  /** How a run differs from the last green one of its suite and environment; undefined where there is none. */
  readonly compareWithGreen?: ((run: Run) => Promise<Section | undefined>) | undefined;
  readonly log: { error(message: string): void };
}

const lookedBack = 10;
const inquiriesRead = 10;
const kinds = ['new', 'flaky', 'known'] as const;

/** Reads what telling a run needs; for an ended run it also writes the files to upload. */
export async function gatherFacts(run: Run, sources: FactSources): Promise<RunFacts> {
  const suite = await suiteOf(run, sources);
  const [lastDurationMs, ahead] = await Promise.all([lastDuration(run, sources.store), countAhead(run, sources.store)]);
  const facts: RunFacts = { now: sources.now(), suite, lastDurationMs, ahead, failures: [] };
  return isActive(run) ? facts : { ...facts, ...(await endedFacts(run, sources)) };
}

/** The owner is looked up only where there may be a reason to mention them. */
async function suiteOf(run: Run, { configuration, personOf }: FactSources): Promise<RunFacts['suite']> {
  const suite = configuration().suites.get(run.suite);
  if (suite?.owner === undefined || statusOf(run) !== 'failed') return suite;
  return { ...suite, owner: await personOf(suite.owner) };
}

async function endedFacts(
  run: Run,
  sources: FactSources,
): Promise<Pick<RunFacts, 'failures' | 'why' | 'compared' | 'log' | 'failuresFile'>> {
  const { store, readLog } = sources;
  const folder = store.runs.folder(run.id);
  const failures = await markFailures(run, store);
  const [logPath, failuresPath] = await Promise.all([
    orWithout(run, writeLogFile(folder, readLog), sources),
    failures.length > shownFailures ? orWithout(run, writeFailuresFile(folder, run, failures), sources) : undefined,
  ]);
  const [log, failuresFile] = await Promise.all([
    fileOf(`${run.id}/log`, logPath, store),
    fileOf(`${run.id}/failures-file`, failuresPath, store),
  ]);
  const compared = failures.length > 0 ? await orWithoutWords(run, sources) : undefined;
  return { failures, why: await whyOf(run, store), compared, log, failuresFile };
}

/** Of the newest inquiry that came to its end; what a person corrected is not repeated. */
async function whyOf({ id }: Run, { watch }: Store): Promise<string | undefined> {
  const inquiries = await watch.inquiries.list({ run: id, limit: inquiriesRead });
  const newest = inquiries.find(({ state, diagnoses }) => state === 'done' && diagnoses.length > 0);
  return newest === undefined ? undefined : verdictOf(newest);
}

/** What cannot be compared does not hold up the verdict either. */
async function orWithoutWords(run: Run, { compareWithGreen, log }: FactSources): Promise<Section | undefined> {
  try {
    return await compareWithGreen?.(run);
  } catch (error) {
    log.error(`${run.id} cannot be compared: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
}

/** A folder that cannot be written to, whether by a full disk or by what a suite did to it, does not hold up the verdict. */
async function orWithout(
  run: Run,
  writing: Promise<string | undefined>,
  { log }: FactSources,
): Promise<string | undefined> {
  try {
    return await writing;
  } catch (error) {
    log.error(`A file of ${run.id} cannot be uploaded: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
}

async function fileOf(key: string, path: string | undefined, store: Store): Promise<RunFile | undefined> {
  if (path === undefined) return undefined;
  return { path, permalink: (await store.posts.get(key))?.permalink };
}

async function lastDuration(run: Run, store: Store): Promise<number | undefined> {
  const ended = await store.runs.list({ ...targetOf(run), states: ['passed', 'failed'], limit: 2 * lookedBack });
  const comparable = ended.filter((each) => isBefore(each, run) && isSameSelection(each, run));
  // A run that fell over at once says nothing of how long the next one takes.
  const last = comparable.find(({ state }) => state === 'passed') ?? comparable[0];
  return last === undefined ? undefined : elapsedMs(last, new Date(0));
}

async function countAhead(run: Run, store: Store): Promise<number> {
  if (run.state !== 'queued') return 0;
  const active = await store.runs.active();
  return active.filter((each) => each.environment === run.environment && isBefore(each, run)).length;
}

async function markFailures(run: Run, store: Store): Promise<readonly MarkedFailure[]> {
  const saved = await store.runs.tests(run.id);
  const red = (saved.length > 0 ? saved : run.failures).filter((test) => isRed(test.outcome));
  if (red.length === 0) return [];
  const earlier = await earlierRuns(run, red, store);
  const isCommon = fellTogether(red.length, saved.length);
  const markOf = ({ id, failure }: TestResult): FailureMark => {
    const test = { id, line: mostTellingLine(failure) };
    return isCommon ? classifyCommonFailure(test, earlier) : classifyFailure(test, run.versions, earlier);
  };
  const marked = red.map((test) => ({ test, mark: markOf(test) }));
  return kinds.flatMap((kind) => marked.filter(({ mark }) => mark.kind === kind));
}

/** One after the other, keeping only what is asked for: a suite may have thousands of tests. */
async function earlierRuns(run: Run, red: readonly TestResult[], store: Store): Promise<readonly EarlierRun[]> {
  const wanted = new Set(red.map((test) => test.id));
  const ended = await store.runs.list({
    ...targetOf(run),
    states: ['passed', 'failed', 'timed-out'],
    limit: 2 * lookedBack,
  });
  const earlier: EarlierRun[] = [];
  for (const { id, versions } of ended
    .filter((each) => isBefore(each, run) && each.selection.proves === undefined)
    .slice(0, lookedBack)) {
    const tests = await store.runs.tests(id);
    const results = tests.filter((test) => wanted.has(test.id)).map((test) => [test.id, resultOf(test)] as const);
    earlier.push({ id, versions, results: new Map(results) });
  }
  return earlier;
}

function resultOf({ outcome, failure }: TestResult): EarlierResult {
  return failure === undefined ? { outcome } : { outcome, line: mostTellingLine(failure) };
}

function targetOf(run: Run): { readonly suite: string; readonly environment: string } {
  return { suite: run.suite, environment: run.environment };
}

function isBefore(one: Run, other: Run): boolean {
  return one.id !== other.id && numberOf(one.id) < numberOf(other.id);
}

/** Runs are numbered in the order of their queueing. */
function numberOf(id: string): number {
  return Number(id.replace(/^\D+/u, ''));
}

function isSameSelection(one: Run, other: Run): boolean {
  return (
    one.selection.keyword === other.selection.keyword &&
    one.selection.rerunOf === other.selection.rerunOf &&
    one.selection.proves?.run === other.selection.proves?.run
  );
}
