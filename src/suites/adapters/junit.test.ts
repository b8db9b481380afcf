import assert from 'node:assert/strict';
import { utimesSync, writeFileSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

import { codesOf, outcomesOf } from '#testing/pytest-words.ts';
import { suiteOnDisk } from '#testing/suite-run.ts';

const report =
  '<testsuite name="s"><testcase classname="c" name="a" time="1"/><testcase classname="c" name="a"/><testcase name="b"><failure message="m"/></testcase></testsuite>';
const writing = (file: string): string[] => [
  process.execPath,
  '-e',
  `require('fs').writeFileSync(${JSON.stringify(file)}, ${JSON.stringify(report)})`,
];
const idle = [process.execPath, '-e', ''];

test('a file that the command leaves is read under unique names', async () => {
  using suite = suiteOnDisk({ 'out/old.txt': '' });
  const finished = await suite.run({ runner: 'junit', command: writing('out/junit.xml'), report: 'out/junit.xml' });
  assert.deepEqual(outcomesOf(finished.report.tests), { 'c > a': 'passed', 'c > a #2': 'passed', 's > b': 'failed' });
  assert.deepEqual([finished.report.complete, finished.report.findings], [true, []]);
});

test('secrets in names are taken out and the names stay unique', async () => {
  using suite = suiteOnDisk({ 'junit.xml': '' });
  const { report: read } = await suite.run({
    runner: 'junit',
    command: writing('junit.xml'),
    report: 'junit.xml',
    redact: (text) => text.replace(/[ab]$/, '***').replace(/^[cs]/, '*'),
  });
  assert.deepEqual(Object.keys(outcomesOf(read.tests)), ['* > ***', '* > *** #2', '* > *** #3']);
});

test('a report that this run did not write is stale, whatever its time says', async () => {
  using suite = suiteOnDisk({ 'junit.xml': report });
  const stale = await suite.run({ runner: 'junit', command: idle, report: 'junit.xml' });
  assert.deepEqual(
    [stale.report.tests, stale.report.complete, codesOf(stale.report.findings)],
    [[], false, ['report-stale']],
  );
  utimesSync(path.join(suite.cwd, 'junit.xml'), new Date(), new Date(Date.now() + 3_600_000));
  assert.deepEqual(
    codesOf((await suite.run({ runner: 'junit', command: idle, report: 'junit.xml' })).report.findings),
    ['report-stale'],
  );
  writeFileSync(path.join(suite.cwd, 'old.xml'), report);
  utimesSync(path.join(suite.cwd, 'old.xml'), new Date(0), new Date(0));
  const copied = await suite.run({
    runner: 'junit',
    command: ['cp', '-p', 'old.xml', 'junit.xml'],
    report: 'junit.xml',
  });
  assert.deepEqual([copied.report.complete, codesOf(copied.report.findings)], [false, ['report-stale']]);
});

test('every file of a folder counts; one stale or broken one spoils the report', async () => {
  using suite = suiteOnDisk({});
  mkdirSync(path.join(suite.cwd, 'out'));
  const run = (command: readonly string[]) => suite.run({ runner: 'junit', command, report: 'out' });
  assert.deepEqual(codesOf((await run(idle)).report.findings), ['report-missing']);
  const first = await run(writing('out/TEST-a.xml'));
  assert.deepEqual([first.report.tests.length, first.report.complete], [3, true]);
  const second = await run(writing('out/TEST-b.xml'));
  assert.deepEqual(
    [second.report.tests.length, second.report.complete, codesOf(second.report.findings)],
    [3, false, ['report-stale']],
  );
});

test('no file, no tests and half a file are never complete', async () => {
  using suite = suiteOnDisk({});
  const codes = async (text: string | undefined) => {
    const words =
      text === undefined
        ? idle
        : [process.execPath, '-e', `require('fs').writeFileSync('j.xml', ${JSON.stringify(text)})`];
    const { report: read } = await suite.run({ runner: 'junit', command: words, report: 'j.xml' });
    return [read.complete, read.tests.length, ...codesOf(read.findings)];
  };
  assert.deepEqual(await codes(undefined), [false, 0, 'report-missing']);
  assert.deepEqual(await codes('<testsuites/>'), [false, 0, 'no-tests']);
  assert.deepEqual(await codes('<testsuite><testcase name="a"/><testcase name="b"'), [false, 1, 'report-partial']);
  assert.deepEqual(await codes('<html><body>502</body></html>'), [false, 0, 'no-tests']);
});

test('a selection is refused with a way out', async () => {
  using suite = suiteOnDisk({});
  for (const selection of [{ keyword: 'a' }, { tests: ['a'] }]) {
    await assert.rejects(suite.plan({ runner: 'junit', command: idle, report: 'j.xml', selection }), {
      code: 'BAD_SELECTION',
      hint: /pytest/,
    });
  }
  await assert.rejects(suite.plan({ runner: 'junit', command: idle }), { code: 'NO_REPORT' });
});
