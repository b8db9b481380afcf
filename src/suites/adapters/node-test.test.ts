import assert from 'node:assert/strict';
import { existsSync, rmSync } from 'node:fs';
import { test } from 'node:test';

import { codesOf, outcomesOf } from '#testing/pytest-words.ts';
import { suiteOnDisk } from '#testing/suite-run.ts';

/** The Node that runs this test, and the oldest one that is supported where the machine has it. */
const nodes = [process.execPath, '/usr/bin/node'].filter((node) => existsSync(node));

const everyOutcome = `
import assert from 'node:assert/strict';
import { before, describe, it, test } from 'node:test';
test('top', () => {});
test('top', () => {});
test('a > b', () => {});
describe('outer', () => {
  it('passes', () => {});
  it('fails', () => assert.equal(1, 2));
  describe('inner', () => {
    it('planned', { todo: 'later' }, () => { throw new Error('not yet'); });
    it.skip('left');
    it('left too', { skip: 'because' }, () => {});
  });
});
test('parent', async (t) => {
  await t.test('sub', () => { throw new TypeError('boom'); });
  await t.test('sub two', () => {});
});
describe('hooked', () => {
  before(() => { throw new RangeError('no database'); });
  it('never', () => {});
});
test('slow', { timeout: 50 }, () => new Promise((resolve) => setTimeout(resolve, 1_000)));
test('throws text', () => { throw 'a text'; });
test('skips itself', (t) => t.skip('inside'));
test('waits', { todo: true });
`;

const files = {
  'e2e/a.test.mjs': everyOutcome,
  'e2e/crash.test.mjs': `import 'nothing-of-that-name';\n`,
  'e2e/empty.test.mjs': `console.log('no tests here');\n`,
  'e2e/exits.test.mjs': `import { test } from 'node:test';\ntest('dies', () => process.exit(3));\n`,
};
const all = Object.keys(files);

test('every outcome of node --test is read with its path of names', async () => {
  for (const node of nodes) {
    using suite = suiteOnDisk(files);
    const { report, live, stdout } = await suite.run({ runner: 'node-test', command: [node, '--test', ...all] });
    const at = 'e2e/a.test.mjs > ';
    const expected = {
      [`${at}top`]: 'passed',
      [`${at}top #2`]: 'passed',
      [`${at}a > b`]: 'passed',
      [`${at}outer > passes`]: 'passed',
      [`${at}outer > fails`]: 'failed',
      [`${at}outer > inner > planned`]: 'skipped',
      [`${at}outer > inner > left`]: 'skipped',
      [`${at}outer > inner > left too`]: 'skipped',
      [`${at}parent > sub`]: 'failed',
      [`${at}parent > sub two`]: 'passed',
      [`${at}parent`]: 'failed',
      [`${at}hooked > never`]: 'error',
      [`${at}slow`]: 'failed',
      [`${at}throws text`]: 'failed',
      [`${at}skips itself`]: 'skipped',
      [`${at}waits`]: 'skipped',
      'e2e/crash.test.mjs': 'error',
      'e2e/exits.test.mjs': 'error',
    };
    assert.deepEqual(outcomesOf(report.tests), expected);
    assert.deepEqual(outcomesOf(live.tests), expected);
    assert.equal(report.complete, true);
    if (node === process.execPath) assert.equal(live.expected, report.tests.length);
    assert.deepEqual(report.findings, [
      { code: 'file-without-tests', message: '1 files hold no tests: "e2e/empty.test.mjs"' },
    ]);
    assert.match(stdout, /outer/, 'the team still sees the spec reporter');
    const named = new Map(report.tests.map((result) => [result.id.replace(at, ''), result]));
    assert.equal(named.get('outer > fails')?.failure?.type, 'AssertionError');
    assert.equal(named.get('parent > sub')?.failure?.message, 'boom');
    assert.equal(named.get('hooked > never')?.failure?.message, 'no database');
    assert.equal(named.get('throws text')?.failure?.message, 'a text');
    assert.match(named.get('slow')?.failure?.message ?? '', /timed out after 50ms/);
    assert.match(named.get('e2e/crash.test.mjs')?.failure?.message ?? '', /Cannot find package 'nothing-of-that-name'/);
    assert.deepEqual(
      ['outer > inner > planned', 'outer > inner > left', 'outer > inner > left too', 'skips itself', 'waits'].map(
        (name) => named.get(name)?.reason,
      ),
      ['todo: later', undefined, 'because', 'inside', 'todo'],
    );
  }
});

test('the team’s own reporters keep their places', async () => {
  using suite = suiteOnDisk({ 'a.test.mjs': `import { test } from 'node:test';\ntest('one', () => {});\n` });
  for (const words of [
    ['--test-reporter=tap'],
    ['--test-reporter', 'tap', '--test-reporter-destination', 'stdout'],
    [
      '--test-reporter=dot',
      '--test-reporter-destination=dots',
      '--test-reporter=tap',
      '--test-reporter-destination=stdout',
    ],
  ]) {
    const { report, stdout } = await suite.run({
      runner: 'node-test',
      command: [process.execPath, ...words, '--test', 'a.test.mjs'],
    });
    assert.deepEqual(outcomesOf(report.tests), { 'a.test.mjs > one': 'passed' });
    assert.match(stdout, /TAP version 13/);
  }
});

test('-k selects by a literal part of the name and reports nothing of the rest', async () => {
  for (const node of nodes) {
    using suite = suiteOnDisk({
      'a.test.mjs': `import { describe, test } from 'node:test';\ntest('costs (a.b)', () => {});\ntest('costs axb', () => {});\ndescribe('deep', () => test('also (a.b) /x/', () => {}));\n`,
      'b.test.mjs': `import { test } from 'node:test';\ntest('other', () => {});\n`,
    });
    const command = [node, '--test', 'a.test.mjs', 'b.test.mjs'];
    const { report, live } = await suite.run({ runner: 'node-test', command, selection: { keyword: '(a.b)' } });
    assert.deepEqual(outcomesOf(report.tests), {
      'a.test.mjs > costs (a.b)': 'passed',
      'a.test.mjs > deep > also (a.b) /x/': 'passed',
    });
    assert.deepEqual([report.complete, report.findings], [true, []]);
    if (node === process.execPath) assert.equal(live.expected, 2);
    const none = await suite.run({ runner: 'node-test', command, selection: { keyword: '--eval=process.exit()' } });
    assert.deepEqual([none.report.complete, codesOf(none.report.findings)], [false, ['no-tests']]);
  }
});

test('a rerun runs exactly the given tests', async () => {
  for (const node of nodes) {
    using suite = suiteOnDisk({
      ...files,
      'e2e/b.test.mjs': `import { test } from 'node:test';\nimport { writeFileSync } from 'node:fs';\nwriteFileSync('b-ran', '');\ntest('top', () => {});\n`,
    });
    const { report: first } = await suite.run({
      runner: 'node-test',
      command: [node, '--test', ...all, 'e2e/b.test.mjs'],
    });
    rmSync(`${suite.cwd}/b-ran`);
    const tests = first.tests
      .filter(({ id, outcome }) => id.includes(' > ') && (outcome === 'failed' || outcome === 'error'))
      .map(({ id }) => id);
    const { report } = await suite.run({
      runner: 'node-test',
      command: [node, '--test', ...all, 'e2e/b.test.mjs'],
      selection: { tests: [...tests, 'e2e/a.test.mjs > gone'] },
    });
    assert.deepEqual(
      report.tests.map(({ id }) => id).filter((id) => id !== 'e2e/a.test.mjs > parent > sub two'),
      tests,
    );
    assert.equal(existsSync(`${suite.cwd}/b-ran`), false, 'a file without a selected test is not started');
    assert.deepEqual(report.findings, [
      { code: 'tests-gone', message: '1 of the selected tests do not exist any more: "e2e/a.test.mjs > gone"' },
    ]);
    const whole = await suite.run({
      runner: 'node-test',
      command: [node, '--test', '--test-name-pattern=nothing', ...all],
      selection: { tests: ['e2e/crash.test.mjs'] },
    });
    assert.deepEqual(outcomesOf(whole.report.tests), { 'e2e/crash.test.mjs': 'error' });
  }
});

test('a runner that is killed leaves what was seen and is never complete', async () => {
  for (const node of nodes) {
    using suite = suiteOnDisk({
      'a.test.mjs': `import { test } from 'node:test';\ntest('one', () => {});\n`,
      'b.test.mjs': `import { test } from 'node:test';\ntest('kills', async () => { await new Promise((r) => setTimeout(r, 300)); process.kill(process.ppid, 'SIGKILL'); });\n`,
    });
    const { report } = await suite.run({
      runner: 'node-test',
      command: [node, '--test', '--test-concurrency=1', 'a.test.mjs', 'b.test.mjs'],
    });
    assert.deepEqual(outcomesOf(report.tests), { 'a.test.mjs > one': 'passed' });
    assert.equal(report.complete, false);
    assert.deepEqual(codesOf(report.findings), ['report-partial']);
    assert.match(report.findings[0]?.message ?? '', /SIGKILL\), while running "b.test.mjs > kills"/);
  }
});

test('no files, no node and no --test are told apart', async () => {
  using suite = suiteOnDisk({});
  const missing = await suite.run({ runner: 'node-test', command: [process.execPath, '--test', 'nowhere.test.mjs'] });
  assert.equal(missing.report.complete, false);
  const lost = await suite.run({ runner: 'node-test', command: ['no-such-node', '--test'] });
  assert.deepEqual(codesOf(lost.report.findings), ['report-missing']);
  await assert.rejects(suite.plan({ runner: 'node-test', command: ['npm', 'run', 'e2e'] }), { code: 'BAD_COMMAND' });
  const narrowed = { runner: 'node-test', command: ['node', '--test', '--test-name-pattern=a'] } as const;
  await assert.rejects(suite.plan({ ...narrowed, selection: { keyword: 'b' } }), { code: 'BAD_SELECTION' });
});
