import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';

import { createRedactor, type Redactor } from '#domain/redact.ts';

import { readJunit, type JunitReading } from './junit-report.ts';
import type { Redaction } from './junit-result.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'teneleven-junit-'));
after(() => rmSync(folder, { recursive: true }));
const redactionBy = (redactor: Redactor): Redaction => ({
  redact: (text) => redactor.redact(text),
  redactCut: (text) => redactor.stream().push(text),
});
const plain = redactionBy(createRedactor([]));

const read = async (content: string | Uint8Array, redaction = plain): Promise<JunitReading> => {
  const file = path.join(folder, 'report.xml');
  writeFileSync(file, content);
  return readJunit(file, redaction);
};
const suiteOf = (cases: string): string => `<testsuites><testsuite name="s">${cases}</testsuite></testsuites>`;

const nameIn = async (content: Uint8Array): Promise<string | undefined> => (await read(content)).cases[0]?.name;
const withoutPassword = redactionBy(createRedactor(['hunter2']));

test('cases, suites, times and failures are read from nested suites', async () => {
  const { cases, problem } = await read(`<?xml version="1.0" encoding="utf-8"?>
<!-- by hand --><testsuites time="3"><testsuite name="outer"><properties><property name="p" value="v"/></properties>
<testsuite name="inner"><testcase classname="a.B" name="one" file="a.py" time="1,234.5"/>
<testcase name="two" time="0,25"><failure type="E" message="m &lt;&#27;[31m&gt;">body<![CDATA[ <b> ]] ]]></failure><system-out>out</system-out></testcase>
<testcase classname="c" name="three"><error message="later"/></testcase>
<testcase classname="c" name="four" status="notrun"/>
<testcase classname="c" name="five"><skipped>because</skipped></testcase></testsuite>
<error message="the suite itself" type="T">x</error></testsuite></testsuites>`);
  assert.equal(problem, undefined);
  const base = { file: undefined, suite: 'inner', attempts: 1, failure: undefined, reason: undefined };
  assert.deepEqual(cases, [
    { ...base, name: 'one', classname: 'a.B', file: 'a.py', outcome: 'passed', durationMs: 1_234_500 },
    {
      ...base,
      name: 'two',
      classname: '',
      outcome: 'failed',
      durationMs: 250,
      failure: { type: 'E', message: 'm <[31m>', details: 'body <b> ]] \n\nout' },
    },
    {
      ...base,
      name: 'three',
      classname: 'c',
      outcome: 'error',
      durationMs: 0,
      failure: { type: '', message: 'later', details: 'later' },
    },
    { ...base, name: 'four', classname: 'c', outcome: 'skipped', durationMs: 0 },
    { ...base, name: 'five', classname: 'c', outcome: 'skipped', durationMs: 0, reason: 'because' },
    {
      ...base,
      name: 'outer',
      classname: '',
      suite: 'outer',
      outcome: 'error',
      durationMs: 0,
      failure: { type: 'T', message: 'the suite itself', details: 'x' },
    },
  ]);
});

test('further tries of Surefire make a test flaky or count its attempts', async () => {
  const { cases } = await read(
    suiteOf(`<testcase name="flaky"><flakyFailure message="first" type="T"><stackTrace>at X</stackTrace></flakyFailure><flakyError message="second"/></testcase>
<testcase name="red"><failure message="first"/><rerunFailure message="again"/><rerunError message="again"/></testcase>`),
  );
  assert.deepEqual(
    cases.map(({ outcome, attempts, failure }) => [outcome, attempts, failure?.message, failure?.details]),
    [
      ['flaky', 3, 'first', 'at X\n\nsecond'],
      ['failed', 3, 'first', 'first\n\nagain\n\nagain'],
    ],
  );
});

test('external entities and entity bombs are refused before anything of them is read', async () => {
  const bomb = `<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>${suiteOf('<testcase name="&b;"/>')}`;
  const xxe = `<?xml version="1.0"?>\n<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>${suiteOf('<testcase name="&x;"/>')}`;
  for (const document of [bomb, xxe, `<testsuite>${xxe}</testsuite>`]) {
    assert.deepEqual(await read(document), {
      cases: [],
      problem: {
        code: 'report-refused',
        message: 'The report is not read: it holds a document type or entity declaration',
      },
    });
  }
  const { cases, problem } = await read(suiteOf('<testcase name="a"/><testcase name="&undefined;"/>'));
  assert.deepEqual([cases.length, problem?.code], [1, 'report-partial']);
});

test('a report cut at any byte gives what was whole and is never complete', async () => {
  const whole = suiteOf(
    '<testcase name="a" time="1"><failure message="é &amp;"><![CDATA[x]]></failure></testcase><!-- c --><testcase name="b"/>',
  );
  const bytes = Buffer.from(whole);
  for (let length = 0; length < bytes.length; length += 1) {
    const { cases, problem } = await read(bytes.subarray(0, length));
    assert.equal(problem?.code, 'report-partial', `cut at ${length}`);
    assert.ok(cases.length <= 2);
  }
  assert.equal((await read(bytes)).problem, undefined);
  assert.equal((await read(`${whole}${whole}`)).problem?.code, 'report-partial');
  assert.equal((await read('no xml at all')).problem?.code, 'report-partial');
});

test('links, pipes, folders, devices and missing files are not opened', async () => {
  const target = path.join(folder, 'target.xml');
  writeFileSync(target, suiteOf('<testcase name="a"/>'));
  symlinkSync(target, path.join(folder, 'link.xml'));
  execFileSync('mkfifo', [path.join(folder, 'pipe.xml')]);
  const problems = await Promise.all(
    ['link.xml', 'pipe.xml', '.', '/dev/zero', 'none.xml', 'target.xml/x'].map(
      async (name) => (await readJunit(path.resolve(folder, name), plain)).problem,
    ),
  );
  assert.deepEqual(
    problems.map((problem) => [problem?.code, /it is (.*)$/.exec(problem?.message ?? '')?.[1]]),
    [
      ['report-refused', 'a symbolic link'],
      ['report-refused', 'a named pipe'],
      ['report-refused', 'a folder'],
      ['report-refused', 'a device or socket'],
      ['report-missing', undefined],
      ['report-missing', undefined],
    ],
  );
});

test('huge texts, attributes and nesting stay small in memory', async () => {
  const long = 'x'.repeat(30 * 1024 * 1024);
  const before = process.memoryUsage().rss;
  const { cases, problem } = await read(
    suiteOf(
      `<testcase name="${long}"><failure message="${long}">${long}<![CDATA[${long}]]></failure><system-out>${long}</system-out></testcase><!-- ${long} -->`,
    ),
  );
  assert.equal(problem, undefined);
  assert.ok(process.memoryUsage().rss - before < 300 * 1024 * 1024);
  const [found] = cases;
  assert.ok((found?.name.length ?? 0) <= 80 * 1024);
  assert.equal(found?.failure?.details.length, 64 * 1024);
  assert.equal(found?.failure?.message.length, 8 * 1024);
  const deep = await read('<testsuite>'.repeat(100_000));
  assert.match(deep.problem?.message ?? '', /nested more than 64 deep/);
  const wide = await read(`<testsuite ${Array.from({ length: 1_000 }, (_, n) => `a${n}="1"`).join(' ')}>`);
  assert.equal(wide.problem?.code, 'report-refused');
  assert.equal((await read(`<testsuite ${' '.repeat(100_000)}`)).problem?.code, 'report-refused');
});

test('at most 100,000 cases and 16 MiB of details are kept', async () => {
  const capped = await read(suiteOf('<testcase name="a"/>'.repeat(100_001)));
  assert.deepEqual([capped.cases.length, capped.problem?.code], [100_000, 'report-capped']);
  const text = 'x'.repeat(64 * 1024);
  const { cases } = await read(suiteOf(`<testcase name="a"><failure>${text}</failure></testcase>`.repeat(300)));
  const details = cases.map(({ failure }) => failure?.details.length ?? 0);
  assert.equal(details[0], 64 * 1024);
  assert.ok((details.at(-1) ?? 0) <= 1024);
  assert.ok(details.reduce((sum, length) => sum + length, 0) < 18 * 1024 * 1024);
});

test('encodings are decoded as declared where that can be true', async () => {
  const xml = (encoding: string): string =>
    `<?xml version="1.0" encoding="${encoding}"?>${suiteOf('<testcase name="ü€"/>')}`;
  assert.equal(await nameIn(Buffer.from(xml('utf-8'))), 'ü€');
  assert.equal(await nameIn(Buffer.from(`\ufeff${xml('utf-8')}`)), 'ü€');
  assert.equal(await nameIn(Buffer.from(`\ufeff${xml('utf-16')}`, 'utf16le')), 'ü€');
  assert.equal(await nameIn(Buffer.from(xml('utf-16'), 'utf16le')), 'ü€');
  assert.equal(await nameIn(Buffer.from(xml('utf-16'))), 'ü€');
  assert.equal(await nameIn(Buffer.from(xml('klingon'))), 'ü€');
  assert.equal(await nameIn(Buffer.from(xml('ISO-8859-1').replace('€', ''), 'latin1')), 'ü');
  assert.equal(await nameIn(Buffer.from(xml('utf-8').replace('€', ''), 'latin1')), '\ufffd');
  assert.equal(await nameIn(Buffer.from(suiteOf('<testcase name="a\0\u001b[1mb\uffff"/>'))), 'a[1mb');
});

test('secrets are taken out of every text, also where it is cut', async () => {
  const { cases } = await read(
    suiteOf(
      `<testcase name="a"><failure type="hunter2" message="is hunter2">${'x'.repeat(64 * 1024 - 24)}hunter2</failure></testcase><testcase name="b"><skipped message="for hunter2"/></testcase>`,
    ),
    withoutPassword,
  );
  assert.doesNotMatch(JSON.stringify(cases), /hunt/);
});

test('10,000 cases are read in well under a second', async () => {
  const one =
    '<testcase classname="tests.test_a" name="test_n[17]" time="0.001"><failure message="m">trace</failure></testcase>';
  const began = performance.now();
  assert.equal((await read(suiteOf(one.repeat(10_000)))).cases.length, 10_000);
  assert.ok(performance.now() - began < 1_000, `took ${performance.now() - began} ms`);
});
