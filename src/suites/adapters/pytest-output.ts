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
const word = Object.keys(words).join('|');
const plain = new RegExp(`^(.+?::.+) (${word})(?: \\((.*)\\))?\\s*(?:\\[[^\\]]*\\])?\\s*$`);
const ofWorker = new RegExp(`^\\[gw\\d+\\](?:\\s+\\[[^\\]]*\\])? (${word}) (.+?::.+?)\\s*$`);

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
    const root = /^rootdir: (\/.*?)(?:, (?:configfile|inifile|testpaths): .*)?$/.exec(line)?.[1];
    if (root !== undefined) rootdir = root;
    const collected = /^(?:collecting .*)?collected (\d+) items?\b(.*)$/.exec(line);
    if (collected !== null) return collectedEvent(Number(collected[1]), collected[2] ?? '');
    const [, workerWord = '', workerId = ''] = ofWorker.exec(line) ?? [];
    if (workerId !== '') return finish(workerId, words[workerWord] ?? 'error');
    const [, id = '', plainWord = '', reason] = plain.exec(line) ?? [];
    return id === '' ? undefined : finish(id, words[plainWord] ?? 'error', reason);
  };
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
