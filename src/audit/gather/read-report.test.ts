import assert from 'node:assert/strict';
import { test } from 'node:test';

import { readReport } from './read-report.ts';

const read = (body: unknown): readonly [string, readonly string[]] | undefined => {
  const report = readReport(JSON.stringify(body));
  return report && [[...report.set].map(([name, isSet]) => `${name}:${isSet ? 1 : 0}`).join(' '), report.withValues];
};

test('names with yes or no, with a map, or alone are read; also below "variables"', () => {
  assert.deepEqual(read({ A: true, B: false, C: { set: true }, D: { set: false }, E: null, F: 'set', G: 'missing' }), [
    'A:1 B:0 C:1 D:0 E:0 F:1 G:0',
    [],
  ]);
  assert.deepEqual(read({ variables: ['A', 'B'] }), ['A:1 B:1', []]);
  assert.deepEqual(read(['A']), ['A:1', []]);
});

test('a value is noted by its name alone', () => {
  const report = readReport(
    JSON.stringify({
      A: 'hunter2hunter2',
      B: 8080,
      C: { set: true, value: 'x1y2z3' },
      D: { set: true, value: null },
      E: true,
    }),
  );
  assert.deepEqual(report?.withValues, ['A', 'B', 'C']);
  assert.doesNotMatch(JSON.stringify([...(report?.set ?? [])]), /hunter2|8080|x1y2z3/u);
  assert.deepEqual(read(['A=hunter2hunter2']), ['A:1', ['A']]);
});

test('anything else is no report', () => {
  for (const body of ['ok', 3, null, {}, { '1 2': true }]) assert.equal(read(body), undefined);
  assert.equal(readReport('<html>'), undefined);
  assert.equal(readReport(''), undefined);
  assert.deepEqual(read([]), ['', []]);
});

test('a name that is no name is passed over', () => {
  assert.deepEqual(read({ A: true, ['x'.repeat(500)]: true, 'a b': true, __proto__: true }), ['A:1', []]);
});
