import assert from 'node:assert/strict';
import { test } from 'node:test';

import { pytestCommand } from '#testing/pytest-words.ts';
import { suiteOnDisk, type GivenRun } from '#testing/suite-run.ts';
import { needs } from '#testing/tools.ts';

import { judgeRun } from '../judge-run.ts';
import { createRunAudit } from './audit-run.ts';
import { auditText } from './audit-text.ts';

const real = `
import random, time
import pytest

@pytest.fixture(scope='session')
def slow():
    time.sleep(0.3)
    yield 1
    time.sleep(0.1)

@pytest.mark.parametrize('n', range(6))
def test_random(n, slow):
    time.sleep(random.uniform(0.01, 0.15))

@pytest.mark.parametrize('n', range(60))
def test_fast(n):
    assert n >= 0

def test_waits():
    time.sleep(0.5)

@pytest.mark.skip(reason='no database')
def test_skipped():
    pass

@pytest.mark.xfail
def test_expected():
    assert 0
`;
const red = `
import pytest
def test_bad():
    print('collected 99 items')
    print('# a heading')
    assert 1 == 2
@pytest.fixture
def late():
    yield
    raise RuntimeError('late')
def test_torn_down(late):
    pass
`;
const padded = `
import pytest
@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport():
    (yield).get_result().duration += 30
`;
const node = `
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
test('all at once', { concurrency: true }, async (t) => {
  await Promise.all([1, 2, 3, 4].map((n) => t.test('waits ' + n, () => wait(100 + n * 7))));
});
for (let n = 0; n < 40; n += 1) test('fast ' + n, () => {});
`;

async function audited(files: Readonly<Record<string, string>>, given: GivenRun) {
  using suite = suiteOnDisk(files);
  const { report, exit, stdout } = await suite.run(given);
  const audit = createRunAudit({ name: 'trial', runner: given.runner, command: given.command });
  for (const line of stdout.split('\n')) audit.line(line);
  return { report, exit, stdout, findings: await audit.findings({ exit, report }) };
}

const pytest = (...words: readonly string[]): GivenRun => ({
  runner: 'pytest',
  command: [...pytestCommand, ...words],
});

test('real runs of pytest raise nothing, neither as runs nor by what they print', needs('pytest'), async () => {
  const cases: readonly (readonly [Readonly<Record<string, string>>, readonly string[]])[] = [
    [{ 'test_real.py': real, 'test_red.py': red }, ['-vv', '--durations=0']],
    [{ 'test_real.py': real }, ['-q']],
  ];
  for (const [files, words] of cases) {
    const { findings, stdout } = await audited(files, pytest(...words));
    assert.deepEqual(findings, []);
    assert.deepEqual((await auditText(Buffer.from(stdout), (text) => text)).findings, []);
  }
});

test('workers that a settings file asks for are no contradiction', needs('pytest', 'xdist'), async () => {
  const files = {
    'test_real.py': real.replaceAll('0.01, 0.15', '0.4, 0.5'),
    'pytest.ini': '[pytest]\naddopts = -n 2\n',
  };
  const { findings, stdout } = await audited(files, pytest('-v', '--durations=0'));
  assert.deepEqual(findings, []);
  const { findings: printed, report } = await auditText(Buffer.from(stdout), (text) => text);
  assert.deepEqual([printed, report.runs[0]?.workers], [[], 2]);
});

test('real runs of node --test raise nothing', async () => {
  const given: GivenRun = { runner: 'node-test', command: ['node', '--test', 'a.test.mjs'] };
  assert.deepEqual((await audited({ 'a.test.mjs': node }, given)).findings, []);
});

test(
  'durations that a plugin made up contradict the wall time, and a green run is invalid',
  needs('pytest'),
  async () => {
    const { findings, exit, report } = await audited({ 'test_real.py': real, 'conftest.py': padded }, pytest('-v'));
    assert.equal(findings[0]?.code, 'durations-exceed-wall-time');
    const versions = { versionsBefore: {}, versionsAfter: {}, versionGaps: {} };
    const { state, verdict, verdictReason, findings: told } = judgeRun({ exit, report, ...versions, audit: findings });
    assert.deepEqual([state, verdict], ['passed', 'invalid']);
    assert.match(verdictReason ?? '', /^The report contradicts itself: /);
    assert.deepEqual(told[0], { code: findings[0]?.code, message: findings[0]?.message });
  },
);
