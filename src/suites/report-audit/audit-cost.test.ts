import assert from 'node:assert/strict';
import { test } from 'node:test';

import { makeAuditedReport, makeReportedRun, spreadDurations, wallOf } from '#testing/make-audited-report.ts';

import { auditReport } from './audit-report.ts';
import { auditText } from './audit-text.ts';

const same = (text: string): string => text;

test('100,000 tests are audited in under a second of processor time', () => {
  const durations = spreadDurations(100_000, 300);
  const run = makeReportedRun(durations, { wall: wallOf(1e8) });
  const knowledge = { roundTrip: { ms: 20, where: 'api' }, before: { id: 'r1', tests: 100_000, skipped: 0 } };
  const began = process.cpuUsage();
  assert.deepEqual(auditReport(makeAuditedReport(run), knowledge), []);
  assert.ok(process.cpuUsage(began).user < 1_000_000);
});

test('a large report is read, one that is larger than the limit is refused, and lines without an end take linear time', async () => {
  const began = process.cpuUsage();
  const lines = Array.from({ length: 100_000 }, (_, index) => `- test_${index}_a (0.${String(100 + (index % 900))}s)`);
  const log = ['**Command:** `pytest a.py`', '**Duration:** 10s', ...lines].join('\n');
  const { findings, report } = await auditText(Buffer.from(log), same);
  assert.deepEqual([findings[0]?.code, report.runs[0]?.listed], ['durations-exceed-wall-time', 100_000]);
  for (const piece of [
    '=',
    '[',
    '- ',
    '| ',
    '1 ',
    '9/',
    '12:',
    '`',
    '**',
    '<',
    '(',
    'a.',
    'gw0 [1] / ',
    'deploy ',
    '5 s ',
    ' ',
  ]) {
    const long = piece.repeat(1_000_000 / piece.length);
    for (const head of ['', '===== test session starts =====\n', '# a\n'])
      await auditText(Buffer.from(head + long), same);
    await auditText(Buffer.from(`${piece.repeat(40)}\n`.repeat(2_000)), same);
  }
  assert.ok(process.cpuUsage(began).user < 6_000_000, `${process.cpuUsage(began).user / 1e6} s`);
  await assert.rejects(auditText(Buffer.alloc(21 * 1024 * 1024), same), { code: 'REPORT_TOO_LARGE' });
});

test('blank lines before the output of pytest are looked through once', async () => {
  const began = process.cpuUsage();
  for (const blank of ['\n', ' \n', '\r\n', '\t']) {
    await auditText(Buffer.from(`${blank.repeat(200_000)}===== test session starts =====\n`), same);
  }
  assert.ok(process.cpuUsage(began).user < 3_000_000);
});

test('what a report says is redacted and without controls in every finding', async () => {
  const log = '**Command:** `pytest a.py --token hunter2hunter2 \u001b[31m`\n**Duration:** 1s\n- test_a_b (9.5s)\n';
  const { findings, report } = await auditText(Buffer.from(log), (text) =>
    text.replaceAll('hunter2hunter2', '[redacted]'),
  );
  const told = JSON.stringify({ findings, report });
  assert.ok(findings.length > 0 && told.includes('[redacted]'));
  assert.ok(!told.includes('hunter2') && !told.includes('\\u001b'));
});
