import type { ReportFinding } from '#domain/run.ts';
import { isRed, type TestResult } from '#domain/test-result.ts';

import type { Exit } from '../exit.ts';
import type { JunitReading } from '../junit-report.ts';
import { nameSome } from './name-some.ts';
import type { PytestFacts } from './pytest-facts.ts';
import type { PytestEnd } from './pytest-report.ts';

export interface Evidence extends PytestEnd {
  readonly facts: PytestFacts;
  readonly reading: JunitReading;
  readonly tests: readonly TestResult[];
}

export interface PytestJudgement {
  /** Why the report says nothing that one could trust; the most telling first. */
  readonly flaws: readonly ReportFinding[];
  readonly notes: readonly ReportFinding[];
}

type Rule = (evidence: Evidence) => string | undefined;

const flawRules: Readonly<Record<string, Rule>> = {
  'runner-missing': ({ errors }) => errors.findLast((line) => /No module named '?pytest'?$/.test(line)),
  'usage-error': ({ exit, errors }) =>
    exit.code === 4 ? `pytest refused its command line: ${lastWords(errors)}` : undefined,
  'internal-error': ({ exit, facts }) =>
    facts.internalError !== undefined || exit.code === 3
      ? `pytest failed in itself: ${lastLine(facts.internalError ?? '') || 'exit code 3'}`
      : undefined,
  interrupted: (evidence) => (hasRed(evidence) ? undefined : interruption(evidence)),
  'selection-ignored': selectionIgnored,
  'no-tests': noTests,
  'tests-not-run': (evidence) => (hasRed(evidence) ? undefined : notRun(evidence)),
};

const noteRules: Readonly<Record<string, Rule>> = {
  'tests-not-run': (evidence) => (hasRed(evidence) ? notRun(evidence) : undefined),
  'tests-gone': testsGone,
  'ended-while-running': ({ facts, reading, order }) =>
    facts.running.size === 0 || reading.problem === undefined
      ? undefined
      : `pytest ended while running ${nameSome([...facts.running].map(order.redact))}`,
};

export function judgePytest(evidence: Evidence): PytestJudgement {
  const problem = evidence.reading.problem === undefined ? [] : [reportProblem(evidence, evidence.reading.problem)];
  const found = apply(flawRules, evidence);
  return { flaws: [...found, ...problem], notes: apply(noteRules, evidence) };
}

function apply(rules: Readonly<Record<string, Rule>>, evidence: Evidence): readonly ReportFinding[] {
  return Object.entries(rules).flatMap(([code, rule]) => {
    const message = rule(evidence);
    return message === undefined ? [] : [{ code, message }];
  });
}

function reportProblem({ exit, tests, facts, errors }: Evidence, problem: ReportFinding): ReportFinding {
  if (problem.code !== 'report-missing') return problem;
  const seen = facts.expected === undefined ? `${tests.length}` : `${tests.length} of ${facts.expected}`;
  const end = [`pytest left no report (${exitWords(exit)}), ${seen} tests were seen`];
  return { code: problem.code, message: [...end, ...(tests.length === 0 ? errors.slice(-1) : [])].join(': ') };
}

function noTests({ tests, facts, exit, reading }: Evidence): string | undefined {
  if (tests.length > 0 || reading.problem !== undefined || exit.code === 4) return undefined;
  return facts.deselected > 0 ? `No test was selected, ${facts.deselected} were left out` : 'No tests were collected';
}

/** A wrapper that drops our words would run more than was asked for. */
function selectionIgnored({ order, facts }: Evidence): string | undefined {
  const { keyword, tests } = order.selection;
  if (tests !== undefined && facts.session === undefined) return 'The selected tests could not be handed to pytest';
  if (keyword === undefined || facts.session === undefined) return undefined;
  // argparse drops a leading `=`.
  if (facts.session.keyword.includes(keyword.replace(/^=+/, ''))) return undefined;
  return `The expression -k "${keyword}" did not reach pytest`;
}

function notRun({ facts, tests, reading }: Evidence): string | undefined {
  if (reading.problem !== undefined) return undefined;
  const missing = (facts.expected ?? 0) - tests.length;
  if (missing <= 0) return undefined;
  const why = facts.ended?.stopped || facts.interrupted;
  return `${missing} of ${facts.expected} tests were not run${why ? `: ${why}` : ''}`;
}

function interruption({ facts }: Evidence): string | undefined {
  return facts.interrupted === undefined ? undefined : `pytest was interrupted: ${facts.interrupted}`;
}

function testsGone({ facts, order, tests }: Evidence): string | undefined {
  const ids = new Set(tests.map(({ id }) => id));
  const gone = [...facts.gone].map(order.redact).filter((id) => !ids.has(id));
  return gone.length === 0
    ? undefined
    : `${gone.length} of the selected tests do not exist any more: ${nameSome(gone)}`;
}

function hasRed({ tests }: Evidence): boolean {
  return tests.some(({ outcome }) => isRed(outcome));
}

function exitWords(exit: Exit): string {
  if (exit.ended === 'lost') return exit.reason ?? 'not started';
  if (exit.ended !== 'exited') return exit.ended;
  return exit.signal === undefined ? `exit code ${exit.code}` : `ended by ${exit.signal}`;
}

function lastWords(errors: readonly string[]): string {
  const said = errors.findLast((line) => /\berror\b/i.test(line)) ?? errors.at(-1);
  return said?.replace(/^ERROR: /, '') ?? 'it did not say why';
}

function lastLine(text: string): string {
  return text.trimEnd().split('\n').at(-1)?.trim() ?? '';
}
