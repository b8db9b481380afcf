import { lstat, readdir } from 'node:fs/promises';
import path from 'node:path';

import type { Suite } from '#domain/configuration.ts';
import { OperatorError } from '#domain/operator-error.ts';
import type { ReportFinding, Selection } from '#domain/run.ts';
import type { TestResult } from '#domain/test-result.ts';

import { readJunit } from '../junit-report.ts';
import type { Redaction, ReportedCase } from '../junit-result.ts';
import type { Report, RunnerAdapter, RunOrder, RunPlan } from '../runner.ts';
import { createTextBudget } from '../text-budget.ts';
import { createUniqueIds } from '../unique-ids.ts';

/** Any command that leaves a JUnit file, or a folder of them, at the suite's `report`. */
export const junit: RunnerAdapter = { name: 'junit', checkSelection, plan };

function checkSelection(suite: Suite, selection: Selection): void {
  if (selection.keyword !== undefined || selection.tests !== undefined) {
    throw new OperatorError({
      code: 'BAD_SELECTION',
      message: `The suite "${suite.name}" has the runner "junit", which runs all tests or none`,
      hint: 'Run the suite without a selection, or give it the runner "pytest" or "node-test"',
    });
  }
}

async function plan(order: RunOrder): Promise<RunPlan> {
  const { suite } = order;
  checkSelection(suite, order.selection);
  const report = suite.report;
  if (report === undefined) {
    throw new OperatorError({
      code: 'NO_REPORT',
      message: `The suite "${suite.name}" does not say where its report is`,
      hint: `Add "report: path/to/junit.xml" to the suite`,
    });
  }
  const before = { at: Date.now(), stamps: await stampsOf(report) };
  return {
    command: suite.command,
    variables: {},
    reader: { line: () => undefined, progress: () => ({ tests: [] }) },
    readReport: () => readReports({ report, before, redaction: order }),
  };
}

/** Absolute file name → what would differ if it had been written since. */
type Stamps = ReadonlyMap<string, Stamp>;

interface Stamp {
  readonly text: string;
  readonly writtenAt: number;
}

async function stampsOf(report: string): Promise<Stamps> {
  const files = await filesAt(report);
  return new Map(await Promise.all(files.map(async (file) => [file, await stampOf(file)] as const)));
}

async function filesAt(report: string): Promise<readonly string[]> {
  try {
    const names = await readdir(report);
    return names
      .filter((name) => name.endsWith('.xml'))
      .toSorted()
      .map((name) => path.join(report, name));
  } catch {
    return [report];
  }
}

async function stampOf(file: string): Promise<Stamp> {
  try {
    const { dev, ino, size, mtimeNs, mtimeMs } = await lstat(file, { bigint: true });
    return { text: [dev, ino, size, mtimeNs].join(' '), writtenAt: Number(mtimeMs) };
  } catch {
    return { text: missing, writtenAt: Infinity };
  }
}

const missing = 'missing';
/** File times are those of a coarser clock, and of another machine on a network drive. */
const clockSlackMs = 2_000;

interface Sources {
  readonly report: string;
  readonly before: { readonly at: number; readonly stamps: Stamps };
  readonly redaction: Redaction;
}

async function readReports({ report, before, redaction }: Sources): Promise<Report> {
  const after = await stampsOf(report);
  const uniqueId = createUniqueIds();
  const budget = createTextBudget();
  const tests: TestResult[] = [];
  const findings: ReportFinding[] = [];
  for (const [file, stamp] of after) {
    if (isStale(stamp, before.stamps.get(file), before.at)) {
      findings.push({ code: 'report-stale', message: `The report "${file}" was not written by this run` });
      continue;
    }
    const reading = await readJunit(file, redaction, budget);
    tests.push(...reading.cases.map((found) => resultOf(found, { redact: redaction.redact, uniqueId })));
    if (reading.problem !== undefined) findings.push(reading.problem);
  }
  if (after.size === 0) findings.push({ code: 'report-missing', message: `There is no report in "${report}"` });
  if (tests.length === 0 && findings.length === 0) {
    findings.push({ code: 'no-tests', message: `The report "${report}" holds no tests` });
  }
  return { tests, findings: capped(findings), complete: findings.length === 0 };
}

function isStale(now: Stamp, before: Stamp | undefined, startedAt: number): boolean {
  if (now.text === missing) return false;
  return now.text === before?.text || now.writtenAt < startedAt - clockSlackMs;
}

const maxFindings = 10;

function capped(findings: readonly ReportFinding[]): readonly ReportFinding[] {
  if (findings.length <= maxFindings) return findings;
  const more = { code: 'more-findings', message: `${findings.length - maxFindings} further files have problems` };
  return [...findings.slice(0, maxFindings), more];
}

interface Naming {
  readonly redact: (text: string) => string;
  readonly uniqueId: (id: string) => string;
}

function resultOf(found: ReportedCase, { redact, uniqueId }: Naming): TestResult {
  const { classname, name, suite, file, outcome, durationMs, attempts, failure, reason } = found;
  const names = [classname || suite, name].filter((part, index, all) => part !== '' && part !== all[index - 1]);
  const id = uniqueId(redact(names.join(' > ')));
  return { id, file: file === undefined ? undefined : redact(file), outcome, durationMs, failure, reason, attempts };
}
