import { SaxesParser } from 'saxes';

import { millisecondsOf } from './report-seconds.ts';
import { readLimit } from './text-budget.ts';

/** `rerun…`: a failed repetition of a test that stayed red; `flaky…`: a failed try of one that passed (Surefire). */
export const verdictTags = [
  'failure',
  'error',
  'skipped',
  'rerunFailure',
  'rerunError',
  'flakyFailure',
  'flakyError',
] as const;
export type VerdictTag = (typeof verdictTags)[number];

export interface CaseVerdict {
  readonly tag: VerdictTag;
  readonly type: string;
  readonly message: string;
  text: string;
}

/** One `<testcase>` as it is written, not redacted, texts cut to a little over 64 KiB. */
export interface JunitCase {
  readonly name: string;
  readonly classname: string;
  readonly file?: string | undefined;
  /** The name of the suite around it. */
  readonly suite: string;
  /** `status` or `result` of the producers that say so there. */
  readonly status: string;
  readonly durationMs: number;
  readonly verdicts: CaseVerdict[];
  /** Captured output. */
  output: string;
}

export interface CaseSink {
  add(found: JunitCase): void;
  /** Thrown out of `write` for the first thing that is not well-formed. */
  fail(message: string): never;
}

const maxDepth = 64;
const maxVerdicts = 100;
const controls = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]/g;

/** A parser that is fed with XML and gives every test case away as soon as it is closed. */
export function createCaseParser(sink: CaseSink): { write(chunk: string): void; close(): void } {
  // XML 1.1: many producers write character references to control characters, which 1.0 does not know.
  const parser = new SaxesParser({ xmlns: false, position: false, defaultXMLVersion: '1.1', forceXMLVersion: true });
  const open: string[] = [];
  const suites: string[] = [];
  let current: JunitCase | undefined;
  let verdict: CaseVerdict | undefined;
  let isOutput = false;

  parser.on('error', (error) => sink.fail(error.message));
  parser.on('opentag', ({ name, attributes }) => {
    const tag = localName(name);
    if (open.push(tag) > maxDepth) sink.fail(`elements nested more than ${maxDepth} deep`);
    if (tag === 'testsuite') suites.push(attributes['name'] ?? '');
    if (tag === 'testcase') current = caseOf(attributes, suites.at(-1) ?? '');
    if (isVerdict(tag)) {
      // An error of a suite as a whole is a case of its own: it must not get lost.
      current ??= caseOf({ name: suites.at(-1) ?? '' }, suites.at(-1) ?? '');
      verdict = { tag, type: clean(attributes['type']), message: clean(attributes['message']), text: '' };
      if (current.verdicts.length < maxVerdicts) current.verdicts.push(verdict);
    }
    if (tag === 'system-out' || tag === 'system-err') isOutput = true;
  });
  const read = (text: string): void => {
    if (current === undefined) return;
    if (isOutput) current.output = grown(current.output, text);
    else if (verdict !== undefined) verdict.text = grown(verdict.text, text);
  };
  parser.on('text', read);
  parser.on('cdata', read);
  parser.on('closetag', () => {
    const tag = open.pop() ?? '';
    if (tag === 'testsuite') suites.pop();
    if (tag === 'system-out' || tag === 'system-err') isOutput = false;
    if (isVerdict(tag)) verdict = undefined;
    const isOwnCase = tag === 'testcase' || (isVerdict(tag) && !open.includes('testcase'));
    if (!isOwnCase || current === undefined) return;
    sink.add(current);
    current = undefined;
  });
  return {
    write: (chunk) => void parser.write(chunk.replace(controls, '')),
    close: () => void parser.close(),
  };
}

function caseOf(attributes: Readonly<Record<string, string>>, suite: string): JunitCase {
  return {
    name: clean(attributes['name']),
    classname: clean(attributes['classname']),
    file: attributes['file'] === undefined ? undefined : clean(attributes['file']),
    suite: clean(suite),
    status: clean(attributes['status'] ?? attributes['result']),
    durationMs: millisecondsOf(attributes['time']),
    verdicts: [],
    output: '',
  };
}

function isVerdict(tag: string): tag is VerdictTag {
  return verdictTags.some((known) => known === tag);
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

function clean(text: string | undefined): string {
  return (text ?? '').replace(controls, '');
}

function grown(text: string, more: string): string {
  return text.length >= readLimit ? text : (text + more.replace(controls, '')).slice(0, readLimit);
}
