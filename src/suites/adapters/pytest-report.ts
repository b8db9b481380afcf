import path from 'node:path';

import type { TestResult } from '#domain/test-result.ts';

import type { Exit } from '../exit.ts';
import { readJunit, type JunitReading } from '../junit-report.ts';
import type { Redaction, ReportedCase } from '../junit-result.ts';
import { readLines } from '../read-lines.ts';
import type { Report, RunOrder } from '../runner.ts';
import { createUniqueIds } from '../unique-ids.ts';
import { joinCases, nodeIdsOf } from './pytest-cases.ts';
import { pytestEventOf } from './pytest-events.ts';
import { createFactKeeper, fileOf, noFacts, tellingFailure, type PytestFacts } from './pytest-facts.ts';
import { judgePytest } from './pytest-findings.ts';

/** Absolute paths. All but `module` are read or written by `plugins/teneleven_pytest.py` under the same names. */
export interface PytestFiles {
  readonly junit: string;
  readonly events: string;
  readonly cases: string;
  readonly select: string;
  readonly diversion: string;
  /** The folder that is put on Python's path. */
  readonly module: string;
}

export function pytestFiles(folder: string): PytestFiles {
  return {
    junit: path.join(folder, 'junit.xml'),
    events: path.join(folder, 'events.ndjson'),
    cases: path.join(folder, 'cases.ndjson'),
    select: path.join(folder, 'select.json'),
    diversion: path.join(folder, 'diversion.json'),
    module: path.join(folder, 'module'),
  };
}

export interface PytestEnd {
  readonly order: RunOrder;
  readonly files: PytestFiles;
  readonly exit: Exit;
  /** What was seen while it ran. */
  readonly live: PytestFacts;
  /** Its last lines on standard error. */
  readonly errors: readonly string[];
}

/** Outcomes, durations and failures are those of pytest's JUnit file; ids and attempts are our module's. */
export async function readPytestReport(end: PytestEnd): Promise<Report> {
  const { order, files, live } = end;
  const written = await replay(files.events, order);
  const facts = written.session === undefined ? live : written;
  const reading = await readJunit(files.junit, order);
  const ids = nodeIdsOf(reading.cases, await readIds(files.cases), facts.tests.keys());
  const tests = testsOf({ reading, ids, facts, redact: order.redact });
  const { flaws, notes } = judgePytest({ ...end, facts, reading, tests });
  return {
    tests,
    expected: facts.expected,
    findings: [...flaws, ...notes],
    complete: flaws.length === 0,
    blindSpots: blindSpotsOf(facts),
    running: [...facts.running].map(order.redact),
  };
}

function blindSpotsOf(facts: PytestFacts): readonly string[] {
  if (facts.session === undefined) return ["Teneleven's module could not be loaded into pytest"];
  return facts.blindSpots ?? [];
}

async function replay(events: string, redaction: Redaction): Promise<PytestFacts> {
  const facts = noFacts();
  const keep = createFactKeeper(facts, redaction);
  for await (const line of readLines(events)) {
    const event = pytestEventOf(line);
    if (event !== undefined) keep(event);
  }
  return facts;
}

async function readIds(file: string): Promise<readonly string[]> {
  const ids: string[] = [];
  for await (const line of readLines(file)) ids.push(String(JSON.parse(line)));
  return ids;
}

interface Sources {
  readonly reading: JunitReading;
  /** The node id of each case of the reading. */
  readonly ids: readonly string[];
  readonly facts: PytestFacts;
  readonly redact: (text: string) => string;
}

function testsOf({ reading, ids, facts, redact }: Sources): readonly TestResult[] {
  const tests = new Map<string, TestResult>();
  for (const [index, found] of reading.cases.entries()) {
    const id = ids[index] ?? found.name;
    if (isInternal(found)) continue;
    const before = tests.get(id);
    const test = resultOf(found, facts.tests.get(id));
    tests.set(id, before === undefined ? test : joinCases(before, test));
  }
  // A report that is missing or breaks off takes nothing away from what was seen.
  if (reading.problem !== undefined) {
    for (const [id, test] of facts.tests) if (!tests.has(id)) tests.set(id, test);
  }
  const uniqueId = createUniqueIds();
  return [...tests].map(([id, test]) => ({ ...test, id: uniqueId(redact(id)), file: redact(fileOf(id)) }));
}

/** pytest reports an error of itself as a test case; it is a finding. */
function isInternal({ classname, name }: ReportedCase): boolean {
  return classname === 'pytest' && name === 'internal';
}

function resultOf(found: ReportedCase, seen: TestResult | undefined): TestResult {
  const attempts = Math.max(found.attempts, seen?.attempts ?? 1);
  const isFlaky = found.outcome === 'passed' && attempts > 1;
  const failure = isFlaky ? seen?.failure : found.failure && tellingFailure(found.failure);
  const outcome = isFlaky ? 'flaky' : found.outcome;
  return {
    id: '',
    outcome,
    durationMs: found.durationMs,
    failure,
    reason: found.reason,
    attempts,
    contacts: seen?.contacts,
    exchanges: seen?.exchanges,
  };
}
