import assert from 'node:assert/strict';
import { test } from 'node:test';

import { makeAuditedReport, makeReportedRun } from '#testing/make-audited-report.ts';
import { makeChange, makeLoop, makeRound } from '#testing/make-loop.ts';

import { auditReport } from './audit-report.ts';
import { deployedAfter } from './deployed-after.ts';
import { deployedOn, deployedSince } from './know-deployed.ts';
import { readAnyReport } from './read-any-report.ts';

const deployed = { name: 'deploy of l3, round 1', endedAt: '2026-03-02T10:01:05.000Z', versions: { api: '9c1d' } };

function junitAt(timestamp: string) {
  return readAnyReport(
    `<testsuites><testsuite name="shop" tests="1" failures="0" errors="0" skipped="0" time="0.2" timestamp="${timestamp}"><testcase classname="a" name="b" time="0.1"/></testsuite></testsuites>`,
  );
}

test('a report that ended before the newest deploy is told with both times and what lies between', async () => {
  const report = await junitAt('2026-03-02T07:01:05Z');
  assert.deepEqual(
    auditReport(report, { deployed }).map(({ code, weight, message }) => [code, weight, message]),
    [
      [
        'results-older-than-deploy',
        'doubt',
        'Its last time is 2026-03-02T07:01:05.000Z, and "deploy of l3, round 1" ended at 2026-03-02T10:01:05.000Z (since then api 9c1d): 3h 00m later. It says nothing of what runs now',
      ],
    ],
  );
});

test('a report from after it, one without a date, and a time whose zone may make it later raise nothing', async () => {
  for (const at of ['2026-03-02T10:01:06Z', '2026-03-02T08:00:00', '']) {
    assert.deepEqual(deployedAfter(await junitAt(at), { deployed }), [], at);
  }
  const [found] = deployedAfter(await junitAt('2026-03-01T20:00:00'), { deployed });
  assert.match(found?.message ?? '', /at UTC−12 at the latest, is 2026-03-02T08:00:00\.000Z/u);
});

test('a run of ours that began before the end of a change is contradicted, one that began after it is not', () => {
  const run = makeAuditedReport(makeReportedRun([10]));
  const found = (runStartedAt: string) => deployedAfter(run, { deployed: { ...deployed, runStartedAt } });
  assert.deepEqual(
    found('2026-03-02T10:00:35.000Z').map(({ weight, message }) => [weight, message.split(': ')[1]]),
    [['contradiction', '30.0 s later. Tests before that did not meet what runs now']],
  );
  assert.deepEqual(found('2026-03-02T10:01:05.000Z'), []);
});

test('of all loops the change that passed last is taken', async () => {
  const failed = makeChange({ state: 'failed', endedAt: '2026-03-05T10:00:00.000Z' });
  const open = makeChange({ state: 'running', endedAt: undefined });
  const late = makeChange({ endedAt: '2026-03-04T10:00:00.000Z' });
  const loops = [
    makeLoop({ id: 'l1', rounds: [makeRound({ change: failed }), makeRound({ change: open })] }),
    makeLoop({ id: 'l2', rounds: [makeRound(), makeRound({ number: 2, change: late })] }),
  ];
  const store = { work: { loops: { list: () => Promise.resolve(loops) } } };
  const found = { name: 'deploy of l2, round 2', endedAt: late.endedAt, versions: { api: '9c1d' } };
  assert.deepEqual(await deployedOn('staging', store), found);
  const run = { environment: 'staging', queuedAt: '2026-03-04T09:00:00.000Z' };
  assert.deepEqual(await deployedSince(run, store), { ...found, runStartedAt: run.queuedAt });
});
