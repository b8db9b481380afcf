import type { ReportFinding } from '#domain/run.ts';
import type { TestResult } from '#domain/test-result.ts';

import type { Exit } from '../exit.ts';
import { readLines } from '../read-lines.ts';
import type { Report, RunOrder } from '../runner.ts';
import { nameSome } from './name-some.ts';
import { readContacts } from './node-test-contacts.ts';
import { NodeFactKeeper, type NodeFacts } from './node-test-facts.ts';

export interface NodeEnd {
  readonly order: RunOrder;
  readonly events: string;
  /** Where our recorder wrote what tests were connected to. */
  readonly contacts: string;
  readonly exit: Exit;
  /** Its last lines on standard error. */
  readonly errors: readonly string[];
}

type Tests = readonly TestResult[];

/** Reads what our reporter wrote; the report is complete when the reporter came to its end. */
export async function readNodeReport(end: NodeEnd): Promise<Report> {
  const { contacts, shared, problem, blind } = await readContacts(end.contacts, end.order.redact);
  const keeper = new NodeFactKeeper(end.order.redact, contacts, shared);
  for await (const line of readLines(end.events)) keeper.add(line);
  const { facts } = keeper;
  const selected = end.order.selection.tests;
  const tests: Tests = selected === undefined ? facts.tests : facts.tests.filter(isOf(selected));
  const flaws = flawsOf(end, facts, tests);
  const notes = [...fileNotes(end.order, facts), ...rerunNotes(selected, facts.tests, tests)];
  const running = [...facts.running.values()];
  const blindSpots = blindSpotsOf(problem, blind);
  return { tests, findings: [...flaws, ...notes], complete: flaws.length === 0, blindSpots, running };
}

function blindSpotsOf(problem: string | undefined, blind: readonly string[]): readonly string[] {
  const broken = problem === undefined ? [] : [`the recording of connections broke off: ${problem}`];
  return blind.length === 0 ? broken : [...broken, `connections of ${blind.join(', ')} are not seen`];
}

function flawsOf({ exit, errors }: NodeEnd, facts: NodeFacts, tests: Tests): readonly ReportFinding[] {
  if (facts.hasEnded) return tests.length > 0 ? [] : [{ code: 'no-tests', message: 'No tests were run' }];
  const how = exit.signal ?? (exit.code === undefined ? exit.ended : `exit code ${exit.code}`);
  const running = [...facts.running.values()].slice(0, 3).map((name) => `"${name}"`);
  const during = running.length === 0 ? '' : `, while running ${running.join(', ')}`;
  if (facts.tests.length > 0 || running.length > 0) {
    const message = `The test runner ended before its report did (${how})${during}; ${facts.tests.length} tests were seen`;
    return [{ code: 'report-partial', message }];
  }
  const message = [`The test runner left no report (${how})`, ...errors.slice(-1)].join(': ');
  return [{ code: 'report-missing', message }];
}

function fileNotes({ selection }: RunOrder, { emptyFiles, leftOut }: NodeFacts): readonly ReportFinding[] {
  const isPart = selection.keyword !== undefined || selection.tests !== undefined;
  const notes: ReportFinding[] = [];
  if (emptyFiles.length > 0 && !isPart) {
    notes.push({
      code: 'file-without-tests',
      message: `${emptyFiles.length} files hold no tests: ${nameSome(emptyFiles)}`,
    });
  }
  if (leftOut > 0) notes.push({ code: 'tests-left-out', message: `${leftOut} tests were left out because of "only"` });
  return notes;
}

function rerunNotes(selected: readonly string[] | undefined, all: Tests, kept: Tests): readonly ReportFinding[] {
  if (selected === undefined) return [];
  const seen = new Set(kept.flatMap(({ id }) => pathsOf(id)));
  const gone = selected.filter((id) => !seen.has(id));
  const beside = all.length - kept.length;
  const notes: ReportFinding[] = [];
  if (gone.length > 0) {
    const message = `${gone.length} of the selected tests do not exist any more: ${nameSome(gone)}`;
    notes.push({ code: 'tests-gone', message });
  }
  if (beside > 0) {
    notes.push({
      code: 'tests-beside',
      message: `${beside} tests that were not selected ran beside the selected ones`,
    });
  }
  return notes;
}

/** A selected file or suite stands for all that is in it. */
function isOf(selected: readonly string[]): (test: TestResult) => boolean {
  const wanted = new Set(selected);
  return ({ id }) => pathsOf(id).some((part) => wanted.has(part));
}

/** `a > b > c` → `a`, `a > b`, `a > b > c`. */
function pathsOf(id: string): readonly string[] {
  const parts = id.split(' > ');
  return parts.map((_, index) => parts.slice(0, index + 1).join(' > '));
}
