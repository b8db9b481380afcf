import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';

import { parseConfiguration } from '#config/parse-configuration.ts';
import { createRedactor } from '#domain/redact.ts';
import type { ReportFinding } from '#domain/run.ts';
import { withDataFolder, withStore } from '#testing/data-folder.ts';
import { needs } from '#testing/tools.ts';

import { fitJudgement, redactionOf } from './fit-to-tell.ts';
import { createGuardian } from './guardian.ts';
import { recoverRuns } from './recover-runs.ts';
import { runSuite, type SuiteOutcome } from './run-suite.ts';

const secret = 'CANARY/8e74223f-and-on';
let count = 0;

interface Finished {
  readonly outcome: SuiteOutcome;
  readonly versions: Readonly<Record<string, string>>;
  readonly left: readonly string[];
}

/** Runs a suite of this command, in a folder that goes. */
async function finish(command: readonly string[], serviceUrl = 'http://127.0.0.1:9'): Promise<Finished> {
  const cwd = await mkdtemp(path.join(tmpdir(), 'teneleven-run-suite-'));
  const folder = path.join(cwd, 'run');
  await mkdir(folder);
  const { environments, suites } = parseConfiguration(
    `
environments: { staging: { services: { api: { url: "${serviceUrl}", version: "/version#/sha" } } } }
suites: { critical: { runner: pytest, command: ${JSON.stringify(command)}, cwd: ${cwd} } }
`,
    path.join(cwd, 'e2e.yaml'),
  );
  const [environment] = environments.values();
  const [suite] = suites.values();
  assert.ok(environment !== undefined && suite !== undefined);
  let versions: Finished['versions'] = {};
  const outcome = await runSuite(
    {
      suite,
      environment,
      selection: {},
      folder,
      marker: `run-suite-${process.pid}/r${(count += 1)}`,
      variables: { PATH: process.env['PATH'] },
      redactor: createRedactor([secret]),
      guardian: createGuardian(),
      onVersions: (read) => void (versions = read),
      onStart: () => undefined,
    },
    new AbortController().signal,
  );
  const left = await readdir(folder);
  await rm(cwd, { recursive: true });
  return { outcome, versions, left };
}

async function serveVersions(answers: readonly string[]): Promise<{ readonly server: Server; readonly url: string }> {
  let asked = 0;
  const server = createServer((_, response) => {
    response.end(JSON.stringify({ sha: answers[Math.min(asked++, answers.length - 1)] }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  assert.ok(typeof address === 'object' && address !== null);
  return { server, url: `http://127.0.0.1:${address.port}` };
}

test('a version that is a secret is in nothing that is told', async () => {
  const { server, url } = await serveVersions([secret, `${secret}-2`]);
  const { outcome, versions } = await finish(['pytest-that-is-not-there'], url);
  server.close();
  assert.deepEqual(versions, { api: '[redacted]' });
  assert.equal(outcome.verdictReason, 'The target changed while the suite ran: api [redacted] → [redacted]-2');
  assert.doesNotMatch(JSON.stringify(outcome), /CANARY|8e74223f/);
});

test('the address of a program that is not there is told without its password', async () => {
  const { outcome } = await finish([`https://me:${secret.replace('/', '-')}@example.com/pytest`]);
  assert.match(outcome.verdictReason ?? '', /https:\/\/me:\[redacted\]@example.com/);
  assert.doesNotMatch(JSON.stringify(outcome), /CANARY/);
});

test('a program that was left running is named by what it is, not by what it says', needs('proc'), async () => {
  const program = '/bin/bash';
  const name = `${secret}${'x'.repeat(90_000)}`;
  const script = 'name=$(printf "%s%090000d" "$0" 0); (exec -a "$name" sleep 60) & (exec -a "$0" sleep 60) & sleep 0.1';
  const { outcome } = await finish([program, '-c', script, name.slice(0, secret.length), 'pytest']);
  const found = outcome.findings.find(({ code }) => code === 'left-running');
  assert.match(found?.message ?? '', /^The suite ended and left sleep \(\d+\), sleep \(\d+\) running; ended now$/);
});

test('nothing that a runner wrote for us stays when it has ended, red or not started', needs('pytest'), async () => {
  const red = await finish(['/usr/bin/python3', '-m', 'pytest', 'not-there.py']);
  assert.equal(red.outcome.state, 'failed');
  assert.deepEqual(red.left, ['output.log']);
  assert.deepEqual((await finish(['not-there/pytest'])).left, ['output.log']);
});

test('what is told of a run is bounded in number and length', () => {
  const many = (code: string): ReportFinding => ({ code, message: `${'x'.repeat(498)}${secret}${'y'.repeat(99_999)}` });
  const findings = Array.from({ length: 1_000 }, (_, index) => many(`code-${index}`));
  const { redact } = redactionOf(createRedactor([secret]));
  const fitted = fitJudgement({ findings, verdictReason: `\u001B[1mCAN\u00ADARY/8e74223f-and-on` }, redact);
  assert.equal(fitted.verdictReason, '[redacted]');
  assert.equal(fitted.findings.length, 100);
  assert.deepEqual(fitted.findings.at(-1), { code: 'more-findings', message: '901 further findings' });
  for (const { message } of fitted.findings) assert.ok(message.length <= 500 && !message.includes('CAN'));
});

test('the report of a run that was interrupted goes, its log stays', async () => {
  await withDataFolder(async (data) => {
    await withStore(data, async (store) => {
      const actor = { id: 'U0ANA1', name: 'ana', via: 'slack' } as const;
      const asked = { requestId: 'q1', suite: 'critical', environment: 'staging', selection: {}, requestedBy: actor };
      const { run } = await store.runs.add({ ...asked, place: { channel: 'C1' }, queuedAt: new Date().toISOString() });
      await store.runs.change(run.id, { state: 'running', startedAt: new Date().toISOString() });
      const folder = store.runs.folder(run.id);
      await mkdir(path.join(folder, 'report'), { recursive: true });
      await writeFile(path.join(folder, 'report', 'junit.xml'), secret);
      await writeFile(path.join(folder, 'output.log'), 'kept');
      await recoverRuns(store, () => new Date());
      assert.ok(!existsSync(path.join(folder, 'report')));
      assert.ok(existsSync(path.join(folder, 'output.log')));
    });
  });
});
