import path from 'node:path';

import type { TestOutcome } from '#domain/test-result.ts';

import type { FinishedTest, PytestEvent } from './pytest-events.ts';

const words: Readonly<Record<string, TestOutcome | 'rerun'>> = {
  PASSED: 'passed',
  XPASS: 'passed',
  FAILED: 'failed',
  ERROR: 'error',
  SKIPPED: 'skipped',
  XFAIL: 'skipped',
  RERUN: 'rerun',
};
const wordPattern = Object.keys(words).join('|');
const ofWorker = new RegExp(`^\\[gw\\d+\\](?:\\s+\\[[^\\]]*\\])? (${wordPattern}) `);
/** pytest's own lines are far shorter: the suite prints the others. */
const longestLine = 4_096;

/**
 * Reads what `pytest -v` prints, alone and with xdist, as events: the second best source, for a pytest that did not
 * load our module (another machine, another environment).
 */
export function createOutputReader(cwd: string): (line: string) => PytestEvent | undefined {
  let rootdir = cwd;
  const soFar = new Map<string, FinishedTest>();

  // pytest prints paths from where it was started, its node ids start at its root.
  const nodeIdOf = (printed: string): string => {
    const [file = '', ...names] = printed.replace(/ <- \S+$/, '').split('::');
    return [path.relative(rootdir, path.resolve(cwd, file)), ...names].join('::');
  };
  const finish = (printed: string, outcome: TestOutcome | 'rerun', reason?: string): PytestEvent | undefined => {
    const id = nodeIdOf(printed);
    const event = joined(soFar.get(id), outcome, { event: 'finished', id, ms: 0, details: '', reason });
    soFar.set(id, event);
    return outcome === 'rerun' ? undefined : event;
  };

  return (line) => {
    if (line.length > longestLine) return undefined;
    rootdir = rootdirIn(line) ?? rootdir;
    const collected = collectedIn(line);
    if (collected !== undefined) return collected;
    const told = toldByWorker(line) ?? toldAlone(line);
    return told && finish(told.id, words[told.word] ?? 'error', told.reason);
  };
}

interface ToldTest {
  readonly id: string;
  readonly word: string;
  readonly reason?: string | undefined;
}

/** `[gw0] [ 12%] PASSED tests/test_a.py::test_b` */
function toldByWorker(line: string): ToldTest | undefined {
  const [head, word] = ofWorker.exec(line) ?? [];
  if (head === undefined || word === undefined) return undefined;
  const id = line.slice(head.length).trimEnd();
  return isNodeId(id) ? { id, word } : undefined;
}

/** `tests/test_a.py::test_b SKIPPED (no database)  [ 12%]`. An id may hold all of this itself, so it is read from its end. */
function toldAlone(line: string): ToldTest | undefined {
  const said = withoutProgress(line.trimEnd());
  const isReasoned = said.endsWith(')');
  const ends = Object.keys(words).map((word) => {
    const mark = isReasoned ? ` ${word} (` : ` ${word}`;
    const at = isReasoned || said.endsWith(mark) ? said.lastIndexOf(mark) : -1;
    return { at, word, reason: isReasoned ? said.slice(at + mark.length, -1) : undefined };
  });
  const end = ends.reduce((last, each) => (each.at > last.at ? each : last));
  const id = said.slice(0, Math.max(0, end.at));
  return isNodeId(id) ? { id, word: end.word, reason: end.reason } : undefined;
}

function withoutProgress(line: string): string {
  return line.endsWith(']') ? line.slice(0, Math.max(0, line.lastIndexOf('['))).trimEnd() : line;
}

function isNodeId(text: string): boolean {
  const at = text.indexOf('::', 1);
  return at !== -1 && at + 2 < text.length;
}

const rootdirHead = 'rootdir: ';

function rootdirIn(line: string): string | undefined {
  if (!line.startsWith(`${rootdirHead}/`)) return undefined;
  return line.slice(rootdirHead.length).split(/, (?:configfile|inifile|testpaths): /, 1)[0];
}

/** On a terminal `collecting ...` stands before it. */
function collectedIn(line: string): PytestEvent | undefined {
  const from = line.startsWith('collecting ') ? line.lastIndexOf('collected ') : 0;
  const [head, count] = /^collected (\d+) items?\b/.exec(line.slice(Math.max(0, from))) ?? [];
  return head === undefined ? undefined : collectedEvent(Number(count), line.slice(from + head.length));
}

function collectedEvent(collected: number, rest: string): PytestEvent {
  const deselected = Number(/ (\d+) deselected/.exec(rest)?.[1] ?? 0);
  return { event: 'collected', expected: collected - deselected, deselected, gone: [] };
}

type Unjudged = Omit<FinishedTest, 'outcome' | 'attempts'>;

/** The same test is printed again after a rerun and for an error of its tear-down. */
function joined(before: FinishedTest | undefined, outcome: TestOutcome | 'rerun', test: Unjudged): FinishedTest {
  const attempts = before?.attempts ?? 1;
  if (outcome === 'rerun') return { ...test, outcome: 'flaky', attempts: attempts + 1 };
  if (outcome === 'error' && before?.outcome === 'failed') return { ...test, outcome: 'failed', attempts };
  if (outcome === 'passed' && attempts > 1) return { ...test, outcome: 'flaky', attempts };
  return { ...test, outcome, attempts };
}
