import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';

import { createRedactor } from '#domain/redact.ts';

import { readJunit } from './junit-report.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'teneleven-junit-size-'));
after(() => rmSync(folder, { recursive: true }));

const mib = 1024 * 1024;

/** In a process of its own, for its memory; a small young generation, so that what is held counts and not when V8 collects. */
const program = `
import { createRedactor } from '#domain/redact.ts';
import { readJunit } from '#suites/junit-report.ts';
const { redact, stream } = createRedactor(['a-secret-of-some-length']);
const read = (file) => readJunit(file, { redact, redactCut: (text) => stream().push(text) });
await read('/dev/null');
const rss = process.memoryUsage.rss();
const cpu = process.cpuUsage();
const { cases, problem } = await read(process.argv.at(-1));
const { user, system } = process.cpuUsage(cpu);
const peak = process.resourceUsage().maxRSS * 1024;
console.log(JSON.stringify({ cases: cases.length, problem, extraBytes: peak - rss, cpuMs: (user + system) / 1000 }));
`;

interface Cost {
  readonly cases: number;
  readonly problem?: unknown;
  readonly extraBytes: number;
  readonly cpuMs: number;
}

function costOf(caseText: string, count: number): Cost {
  const file = path.join(folder, 'report.xml');
  rmSync(file, { force: true });
  appendFileSync(file, '<testsuite>');
  for (let index = 0; index < count; index += 1) appendFileSync(file, caseText);
  appendFileSync(file, '</testsuite>');
  const words = ['--max-semi-space-size=8', '--input-type=module-typescript', '-e', program, '--', file];
  const cost: Cost = JSON.parse(execFileSync(process.execPath, words, { cwd: import.meta.dirname, encoding: 'utf8' }));
  assert.deepEqual([cost.cases, cost.problem], [count, undefined]);
  return cost;
}

const filler = (length: number): string => 'a line of a log &lt;tag&gt;\n'.repeat(Math.ceil(length / 27));

test('200 MiB of failures with long messages take less than 64 MiB of memory', () => {
  const text = filler(100_000);
  const failure = `<failure message="${text}">${text}${text}</failure><system-out><![CDATA[${text}]]></system-out>`;
  const { extraBytes } = costOf(`<testcase name="a" classname="b">${failure}</testcase>`, 500);
  assert.ok(extraBytes < 64 * mib, `took ${extraBytes / mib} MiB`);
});

test('text that is only skipped passes at 150 MB a second of processor time', () => {
  const { extraBytes, cpuMs } = costOf(`<testcase name="a"><failure>${filler(10 * mib)}</failure></testcase>`, 20);
  assert.ok(cpuMs < 200 / 0.15, `took ${cpuMs} ms`);
  assert.ok(extraBytes < 64 * mib, `took ${extraBytes / mib} MiB`);
});

test('no part of a secret is left where a text or an attribute is cut', async () => {
  const secret = 'Zq8!xkcd-0123456789-abcdefgh';
  const redactor = createRedactor([secret]);
  const redaction = {
    redact: (text: string) => redactor.redact(text),
    redactCut: (text: string) => redactor.stream().push(text),
  };
  const file = path.join(folder, 'secret.xml');
  for (let before = 0; before <= secret.length; before += 1) {
    const long = (length: number): string => `${'. '.repeat(length / 2 - 20)}${'.'.repeat(before)}${secret} `;
    const tail = '. '.repeat(40_000);
    const cases = [12, 68].map((kib) => {
      const text = `${long(kib * 1024)}${tail}`;
      return `<testcase name="${text}"><failure message="${text}">${text}</failure><system-out><![CDATA[${text}]]></system-out></testcase>`;
    });
    rmSync(file, { force: true });
    appendFileSync(file, `<testsuite>${cases.join('')}</testsuite>`);
    const reading = await readJunit(file, redaction);
    assert.equal(reading.cases.length, 2);
    assert.doesNotMatch(JSON.stringify(reading), /Z/, `${before} before`);
  }
});
