import { SaxesParser } from 'saxes';

import { millisecondsOf } from './report-seconds.ts';
import { cutMark, ownCopy } from './text-budget.ts';

/** `rerun…`: a failed repetition of a test that stayed red; `flaky…`: a failed try of one that passed (Surefire). */
const verdictTags = [
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
  readonly text: LongText;
}

/** Text that comes in pieces, up to a limit. */
export interface LongText {
  readonly pieces: string[];
  length: number;
  /** Then it is redacted, too. */
  isCut: boolean;
}

/** One `<testcase>` as it is written, texts cut to a little over 64 KiB and not redacted but where they are cut. */
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
  readonly output: LongText;
}

export interface CaseSink {
  /** How much of one text is worth keeping. */
  readLimit(): number;
  /** What can be shown of a text that breaks off: redacted, and without what may be the beginning of a secret. */
  redactCut(text: string): string;
  add(found: JunitCase): void;
  /** Thrown out of `write` for the first thing that is not well-formed. */
  fail(message: string): never;
}

const maxDepth = 64;
const maxVerdicts = 100;
const controls = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]/g;

export interface CaseParser {
  write(chunk: string): void;
  /** What was written last, text or the value of an attribute, goes on in the file, and is left out from here. */
  cut(): void;
  close(): void;
}

/** A parser that is fed with XML and gives every test case away as soon as it is closed. */
export function createCaseParser(sink: CaseSink): CaseParser {
  // XML 1.1: many producers write character references to control characters, which 1.0 does not know.
  const parser = new SaxesParser({ xmlns: false, position: false, defaultXMLVersion: '1.1', forceXMLVersion: true });
  const open: string[] = [];
  const suites: string[] = [];
  let current: JunitCase | undefined;
  let verdict: CaseVerdict | undefined;
  let isOutput = false;
  let isCut = false;

  parser.on('error', (error) => sink.fail(error.message));
  parser.on('opentag', ({ name, attributes: written }) => {
    const tag = localName(name);
    const attributes = isCut ? withoutTornEnds(written, sink) : written;
    isCut = false;
    if (open.push(tag) > maxDepth) sink.fail(`elements nested more than ${maxDepth} deep`);
    if (tag === 'testsuite') suites.push(clean(attributes['name']));
    if (tag === 'testcase') current = caseOf(attributes, suites.at(-1) ?? '');
    if (isVerdict(tag)) {
      // An error of a suite as a whole is a case of its own: it must not get lost.
      current ??= caseOf({ name: suites.at(-1) ?? '' }, suites.at(-1) ?? '');
      verdict = { tag, type: clean(attributes['type']), message: clean(attributes['message']), text: noText() };
      if (current.verdicts.length < maxVerdicts) current.verdicts.push(verdict);
    }
    if (tag === 'system-out' || tag === 'system-err') isOutput = true;
  });
  const read = (text: string): void => {
    const whole = isOutput ? current?.output : verdict?.text;
    if (current !== undefined && whole !== undefined) grow(whole, { text: text.replace(controls, ''), isCut }, sink);
    isCut = false;
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
    cut: () => void (isCut = true),
    close: () => void parser.close(),
  };
}

function caseOf(attributes: Readonly<Record<string, string>>, suite: string): JunitCase {
  return {
    name: clean(attributes['name']),
    classname: clean(attributes['classname']),
    file: attributes['file'] === undefined ? undefined : clean(attributes['file']),
    suite,
    status: clean(attributes['status'] ?? attributes['result']),
    durationMs: millisecondsOf(attributes['time']),
    verdicts: [],
    output: noText(),
  };
}

function isVerdict(tag: string): tag is VerdictTag {
  return verdictTags.some((known) => known === tag);
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

/** A copy: the parser cuts values out of the chunks that it is fed with. */
function clean(text = ''): string {
  return ownCopy(text.replace(controls, ''));
}

/** Which one is not known, but a value that was cut is longer than this: it was kept to 12 KiB, and no reference is longer than 16 bytes. */
const shortestCutValue = 512;

function withoutTornEnds(
  attributes: Readonly<Record<string, string>>,
  sink: CaseSink,
): Readonly<Record<string, string>> {
  const entries = Object.entries(attributes);
  return Object.fromEntries(
    entries.map(([key, value]) => [key, value.length < shortestCutValue ? value : sink.redactCut(value)]),
  );
}

function noText(): LongText {
  return { pieces: [], length: 0, isCut: false };
}

function grow(whole: LongText, piece: { readonly text: string; readonly isCut: boolean }, sink: CaseSink): void {
  if (whole.isCut) return;
  const room = sink.readLimit() - whole.length;
  whole.isCut = piece.isCut || piece.text.length > room;
  whole.length += piece.text.length;
  whole.pieces.push(piece.text.slice(0, room));
  // As one text: a secret may begin in an earlier piece.
  if (whole.isCut) whole.pieces.splice(0, Infinity, sink.redactCut(whole.pieces.join('')) + cutMark);
}
