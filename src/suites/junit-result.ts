import type { TestFailure, TestOutcome } from '#domain/test-result.ts';

import { errorTypeOf } from './error-type.ts';
import type { CaseVerdict, JunitCase } from './junit-cases.ts';
import { readLimit } from './text-budget.ts';

const maxMessage = 8 * 1024;

/** One test case as read: texts are redacted and cut, names are as written (redact them where they leave). */
export interface ReportedCase {
  readonly name: string;
  readonly classname: string;
  readonly file?: string | undefined;
  /** The name of the suite around it. */
  readonly suite: string;
  readonly outcome: TestOutcome;
  readonly durationMs: number;
  readonly attempts: number;
  readonly failure?: TestFailure | undefined;
  readonly reason?: string | undefined;
}

export interface Texts {
  readonly redact: (text: string) => string;
  /** Cuts details; one budget for all tests of a report. */
  readonly cut: (text: string) => string;
}

export function reportedCase(found: JunitCase, texts: Texts): ReportedCase {
  const { name, classname, file, suite, durationMs } = found;
  const outcome = outcomeOf(found);
  const failure = outcome === 'skipped' ? undefined : failureOf(found, texts);
  const reason = reasonOf(found, texts);
  return { name, classname, file, suite, outcome, durationMs, attempts: attemptsOf(found), failure, reason };
}

/** What the producer says of one test case. Statuses other than verdict elements are those of GoogleTest and NUnit. */
function outcomeOf(found: JunitCase): TestOutcome {
  const has = (...tags: readonly string[]): boolean => found.verdicts.some(({ tag }) => tags.includes(tag));
  if (has('failure')) return 'failed';
  if (has('error')) return 'error';
  if (has('skipped') || /^(?:skipped|disabled|notrun|ignored|pending)$/i.test(found.status)) return 'skipped';
  return has('flakyFailure', 'flakyError') ? 'flaky' : 'passed';
}

/** How often it ran: Surefire writes one element for each further try. */
function attemptsOf(found: JunitCase): number {
  return 1 + found.verdicts.filter(({ tag }) => tag.startsWith('rerun') || tag.startsWith('flaky')).length;
}

function failureOf(found: JunitCase, { redact, cut }: Texts): TestFailure | undefined {
  const verdicts = found.verdicts.filter(({ tag }) => tag !== 'skipped');
  const [first] = verdicts;
  if (first === undefined) return undefined;
  const message = redact(first.message || firstLine(first.text));
  const details = [...verdicts.map(textOf), withoutEmptyParts(found.output)]
    .filter((text) => text.trim() !== '')
    .join('\n\n');
  return {
    type: redact(first.type) || errorTypeOf(message),
    message: message.slice(0, maxMessage),
    details: cut(redact(details.slice(0, readLimit))),
  };
}

/** Why it was skipped. */
function reasonOf(found: JunitCase, { redact }: Texts): string | undefined {
  const skipped = found.verdicts.find(({ tag }) => tag === 'skipped');
  const reason = skipped === undefined ? '' : skipped.message || firstLine(skipped.text);
  return reason === '' ? undefined : redact(reason).slice(0, maxMessage);
}

function textOf({ message, text }: CaseVerdict): string {
  return text.trim() === '' ? message : text;
}

/** pytest writes a heading for each kind of captured output, also where nothing was captured. */
function withoutEmptyParts(output: string): string {
  return output.replace(/^-+ Captured \w+ -+\n+(?=-+ Captured \w+ -+$|(?![\s\S]))/gm, '');
}

function firstLine(text: string): string {
  return text.trim().split('\n', 1)[0] ?? '';
}
