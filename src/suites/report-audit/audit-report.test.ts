import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

import { auditReport, checks } from './audit-report.ts';
import { readAnyReport } from './read-any-report.ts';

const log = readFileSync(path.join(import.meta.dirname, 'fixtures/staging-log.txt'), 'utf8');

async function findingsOf(text: string) {
  return auditReport(await readAnyReport(text));
}

async function codesOf(text: string): Promise<readonly string[]> {
  return (await findingsOf(text)).map(({ code }) => code);
}

test('a log that contradicts itself is found out in all its points, and in no other', async () => {
  assert.deepEqual(
    (await findingsOf(log)).map(
      ({ weight, code, evidence }) => `${weight} ${code} ${evidence.map(({ line }) => line).join()}`,
    ),
    [
      'contradiction durations-exceed-wall-time 14,15,31,38,39,40,41',
      'contradiction selection-too-small 19,20,44,46,82,83',
      'contradiction success-contradicts-results 83,86',
      'contradiction duration-claim-contradicted 73,75,89',
      'contradiction time-goes-backwards 3,10,64',
      'doubt timer-padded 14,22,23,26,27,28,29,30,32,33',
      'doubt duration-proves-nothing 49',
      'doubt tested-old-build 7,14,52',
      'doubt results-older-than-deploy 16,65,83,88',
      'doubt stable-after-restart 93',
      'note time-zone-missing 3,6,10,64',
    ],
  );
});

test('every finding shows its arithmetic', async () => {
  const messages = (await findingsOf(log)).map(({ message }) => message).join('\n');
  const arithmetic = [
    '295.49 s − 211.07 s = 84.419 s too much',
    '13 of 23 passed tests took 0.017 s to 0.219 s more than 5 s',
    'selects at least 4 tests',
    '2 are missing',
    '5 h 40 min earlier',
    'started 2m 02s before it was read',
    '23 of 25 is told after the deploy of line 65',
  ];
  for (const part of arithmetic) assert.ok(messages.includes(part), `${part}\n${messages}`);
});

test('the same log with what was wrong set right raises nothing', async () => {
  const right = log
    .replace('211.07s (3m 31s)', '301.07s (5m 01s)')
    .replace('Docker push failed (going on with what runs on staging)', 'none')
    .replaceAll(
      /\((5\.\d\d\d)s\)/g,
      (_, seconds) => `(${(Number(seconds) * 0.83 + (Number(seconds) % 0.1) * 3).toFixed(3)}s)`,
    )
    .replace('17:59\n', '17:59 UTC\n')
    .replace('12:21', '18:21')
    .replace('0 passed, 2 failed (they', '2 passed, 2 failed (they')
    .replace(/^- .*100% SUCCESS.*\n/m, '')
    .replace(/^- .*23\/25 PASSED.*\n/m, '')
    .replace(/^- .*>1 second.*\n/m, '')
    .replace(/^- All tests used.*\n/m, '')
    .replace('122.32', '3900.32');
  assert.deepEqual(await codesOf(right), []);
});

test('every check is in the list', () => {
  const files = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'));
  const exported = files.flatMap((name) => {
    const source = readFileSync(path.join(import.meta.dirname, name), 'utf8');
    return [...source.matchAll(/^export function (\w+)\([^)]*\): readonly AuditFinding\[\]/gm)].map(
      ([, found]) => found,
    );
  });
  assert.deepEqual(new Set(exported.filter((name) => name !== 'auditReport')), new Set(checks.map(({ name }) => name)));
});
