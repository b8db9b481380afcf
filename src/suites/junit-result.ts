import type { TestFailure, TestOutcome } from '#domain/test-result.ts';

import { errorTypeOf } from './error-type.ts';
import type { CaseVerdict, JunitCase, LongText } from './junit-cases.ts';
import { ownCopy, type TextBudget } from './text-budget.ts';

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

/** Takes secrets out of text; applied to all that is read from a report. */
export interface Redaction {
  readonly redact: (text: string) => string;
  /** For a text that breaks off: also leaves out what may be the beginning of a secret at its end. */
  readonly redactCut: (text: string) => string;
}

export interface Texts extends Redaction {
  readonly budget: TextBudget;
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

function failureOf(found: JunitCase, texts: Texts): TestFailure | undefined {
  const verdicts = found.verdicts.filter(({ tag }) => tag !== 'skipped');
  const [first] = verdicts;
  if (first === undefined) return undefined;
  const message = texts.budget.message(redacted(first.message || firstLine(first.text), texts));
  return {
    type: ownCopy(texts.redact(first.type)) || errorTypeOf(message),
    message,
    details: texts.budget.details(detailsOf(verdicts, found.output, texts)),
  };
}

/** Why it was skipped. */
function reasonOf(found: JunitCase, texts: Texts): string | undefined {
  const skipped = found.verdicts.find(({ tag }) => tag === 'skipped');
  const reason = skipped === undefined ? '' : skipped.message || firstLine(skipped.text);
  return reason === '' ? undefined : texts.budget.message(redacted(reason, texts));
}

/** Redacted, and a little longer than what is kept where there is more. */
function detailsOf(verdicts: readonly CaseVerdict[], output: LongText, texts: Texts): string {
  const limit = texts.budget.readLimit();
  let details = '';
  for (const { message, text } of [...verdicts, { message: '', text: output }]) {
    if (details.length >= limit) break;
    const whole = text.pieces.join('');
    const part = whole.trim() === '' ? redacted(message, texts) : text.isCut ? whole : texts.redact(whole);
    const told = text === output ? withoutEmptyParts(part) : part;
    if (told.trim() !== '') details += details === '' ? told : `\n\n${told}`;
  }
  return details;
}

/** What will be cut away is not looked at. */
function redacted(text: string, { redact, redactCut, budget }: Texts): string {
  const limit = budget.readLimit();
  return text.length <= limit ? redact(text) : redactCut(text.slice(0, limit));
}

/** pytest writes a heading for each kind of captured output, also where nothing was captured. */
function withoutEmptyParts(output: string): string {
  return output.replace(/^-+ Captured \w+ -+\n+(?=-+ Captured \w+ -+$|(?![\s\S]))/gm, '');
}

function firstLine({ pieces }: LongText): string {
  return pieces.join('').trim().split('\n', 1)[0] ?? '';
}
