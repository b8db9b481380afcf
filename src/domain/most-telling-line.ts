import type { TestFailure } from './test-result.ts';

const longest = 240;
/** Only so much of a message or a traceback is looked at. */
const scanned = 65_536;

/** Says nothing about this failure: what a runner writes when a test was red. */
const hollow =
  /^(?:assert(?:ion)?(?:error)?(?: false)?|failed|error|test ?failed|'?testcodefailure'?|exception|expected values to be strictly (?:deep-)?equal|the (?:expression|input|function) .*)[:.]?$/iu;

/** The one line of a failure that says most: pytest's last `E` line, the error's own message, else what there is. */
export function mostTellingLine(failure: TestFailure | undefined): string {
  if (failure === undefined) return 'no message';
  const lines = [...candidates(failure)].map(tidy).filter((line) => line !== '');
  const line = lines.find((each) => !hollow.test(each)) ?? lines[0] ?? '';
  return cut(withType(line, failure.type));
}

function* candidates({ message, details }: TestFailure): Iterable<string> {
  const head = linesOf(message);
  const quoted = /^failed on (?:setup|teardown) with "(.*)/u.exec(head[0] ?? '');
  if (quoted?.[1] !== undefined) yield quoted[1].replace(/"$/u, '');
  yield* joinComparison(head);
  const trace = linesOf(details);
  yield* lastErrorBlock(trace);
  yield* trace
    .filter((line) => /\b(?:error|exception|refused|timed? ?out|received 1\d{3}|assert)\b/iu.test(line))
    .slice(0, 1);
  yield* trace.slice(0, 1);
}

/** Node says `Expected values to be strictly equal:` and the values two lines below. */
function joinComparison(lines: readonly string[]): readonly string[] {
  const [first, second] = lines;
  if (first === undefined) return [];
  return first.endsWith(':') && second !== undefined ? [`${first} ${second.trim()}`] : [first];
}

/** pytest marks lines of the error with `E`; in a chain of errors the last block is the one that reached the test. */
function lastErrorBlock(lines: readonly string[]): readonly string[] {
  const last = lines.findLastIndex((line) => isMarked(line));
  if (last === -1) return [];
  let first = last;
  while (first > 0 && isMarked(lines[first - 1] ?? '')) first -= 1;
  return lines.slice(first, last + 1).map((line) => line.replace(/^E\s+/u, ''));
}

function isMarked(line: string): boolean {
  return /^E\s{2,}/u.test(line);
}

function linesOf(text: string): readonly string[] {
  const whole = text.length <= scanned ? text : `${text.slice(0, scanned / 2)}\n${text.slice(-scanned / 2)}`;
  return whole.split(/\r?\n/u).filter((line) => line.trim() !== '');
}

function tidy(line: string): string {
  return line
    .slice(0, 4 * longest)
    .replaceAll(/\s+/gu, ' ')
    .trim();
}

/** `httpx.ReadTimeout: timed out` says more than `timed out`; an assertion is known by its text. */
function withType(line: string, type: string): string {
  const short = type.split('.').at(-1) ?? '';
  if (line === '') return type === '' ? 'no message' : type;
  const isPlain = type === '' || /^(?:assertionerror|'?testcodefailure'?|error)$/iu.test(short) || line.includes(short);
  return isPlain ? line : `${type}: ${line}`;
}

function cut(line: string): string {
  return line.length <= longest ? line : `${line.slice(0, longest - 1).toWellFormed()}…`;
}
