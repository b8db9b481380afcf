import type { TestResult } from '#domain/test-result.ts';

import type { ReportedCase } from '../junit-result.ts';

/**
 * The node id of each case of pytest's report. The report itself holds no ids: `a.b.C` may be `a/b.py::C` or
 * `a/b/C.py`, and its `file` is the place of definition, another one for inherited tests. Best source first: the ids
 * that our module wrote in the order of the cases, the ids seen live, a guess.
 */
export function nodeIdsOf(
  cases: readonly ReportedCase[],
  inOrder: readonly string[],
  live: Iterable<string>,
): readonly string[] {
  if (inOrder.length === cases.length) return inOrder;
  const known = new Map([...live].map((id) => [mangled(id), id]));
  return cases.map((found) => known.get(keyOf(found.classname, found.name)) ?? guess(found));
}

/** pytest's own mangling of a node id into `classname` and `name` (`mangle_test_address` in _pytest/junitxml.py). */
function mangled(id: string): string {
  const bracket = id.indexOf('[');
  const address = bracket === -1 ? id : id.slice(0, bracket);
  const parameters = bracket === -1 ? '' : id.slice(bracket);
  const [file = '', ...names] = address.split('::');
  const all = [file.replaceAll('/', '.').replace(/\.py$/, ''), ...names];
  return keyOf(all.slice(0, -1).join('.'), escaped((all.at(-1) ?? '') + parameters));
}

/** Characters that XML cannot hold stand in the report as `#x1B`. */
function escaped(name: string): string {
  return name.replace(/[^\t\n\r\x20-\x7e\u0080-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, (character) => {
    const hex = (character.codePointAt(0) ?? 0).toString(16).toUpperCase();
    return `#x${hex.padStart(hex.length > 2 ? 4 : 2, '0')}`;
  });
}

function keyOf(classname: string, name: string): string {
  return `${classname}\n${name}`;
}

function guess({ classname, name, file }: ReportedCase): string {
  if (classname === '') return `${name.replaceAll('.', '/')}.py`;
  const dotted = file?.replace(/\.py$/, '').replaceAll('/', '.');
  if (file !== undefined && dotted !== undefined && `${classname}.`.startsWith(`${dotted}.`)) {
    const classes = classname.slice(dotted.length + 1).split('.');
    return [file, ...classes.filter((part) => part !== ''), name].join('::');
  }
  const parts = classname.split('.');
  const firstClass = parts.findIndex((part) => /^[A-Z]/.test(part));
  const end = firstClass === -1 ? parts.length : firstClass;
  return [`${parts.slice(0, end).join('/')}.py`, ...parts.slice(end), name].join('::');
}

/** One result per node id: a failed call and an error of its tear-down are two cases of one test. */
export function joinCases(first: TestResult, second: TestResult): TestResult {
  const outcome = first.outcome === 'failed' || second.outcome === 'failed' ? 'failed' : worse(first, second).outcome;
  const details = [first.failure?.details, second.failure?.details].filter((text) => text !== undefined).join('\n\n');
  const failure = first.failure ?? second.failure;
  return {
    ...first,
    outcome,
    durationMs: first.durationMs + second.durationMs,
    failure: failure && { ...failure, details: details.slice(0, maxDetails) },
    reason: first.reason ?? second.reason,
  };
}

const maxDetails = 64 * 1024;
const order = ['skipped', 'passed', 'flaky', 'error', 'failed'] as const;

function worse(first: TestResult, second: TestResult): TestResult {
  return order.indexOf(first.outcome) >= order.indexOf(second.outcome) ? first : second;
}
