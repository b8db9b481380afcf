import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { DeployRules, Environment } from '#domain/configuration.ts';

import { expectedVersion, isVersion } from './expected-version.ts';
import { judgeRun } from './judge-run.ts';

const hash = 'efab2d443764d456bbec770340b860831aeac0fe';
const rules: DeployRules = { command: ['true'], timeoutMs: 1, approval: 'none', repairs: {} };

function read(expectVersion: DeployRules['expectVersion']): ReturnType<typeof expectedVersion> {
  const environment: Environment = {
    name: 'staging',
    services: new Map(),
    websockets: new Map(),
    credentials: new Map(),
    audit: { required: [], domains: [], files: [], forbid: [] },
    locations: [],
    deploy: { ...rules, expectVersion },
  };
  const around = { variables: { PATH: process.env['PATH'], SECRET: 'x' }, marker: 'expected/r1' };
  return expectedVersion(environment, around, new AbortController().signal);
}

function print(script: string): readonly string[] {
  return [process.execPath, '-e', script];
}

test('the intended version is a text, or the first line of what a command prints', async () => {
  assert.deepEqual(await read('v7'), { version: 'v7' });
  assert.deepEqual(await read({ command: print('console.log(" v8 \\nmore")') }), { version: 'v8' });
  assert.deepEqual(await read({ command: print('console.log(process.env.SECRET ?? "none")') }), { version: 'none' });
  assert.deepEqual(await read(undefined), {});
});

test('a command that gives no version is a gap', async () => {
  const gaps = await Promise.all([
    read({ command: ['/no/such/program'] }),
    read({ command: [process.execPath, '-e', 'process.exit(3)'] }),
    read({ command: ['true'] }),
  ]);
  assert.deepEqual(
    gaps.map(({ gap }) => gap),
    [
      '"/no/such/program" could not be run (ENOENT)',
      `"${process.execPath}" ended with exit code 3`,
      '"true" printed nothing',
    ],
  );
});

test('a service that runs another version makes the run invalid, with both values', () => {
  const judge = (api: string): ReturnType<typeof judgeRun> =>
    judgeRun({
      exit: { ended: 'exited', code: 0, durationMs: 1 },
      report: { tests: [{ id: 't', outcome: 'passed', durationMs: 1, attempts: 1 }], findings: [], complete: true },
      versionsBefore: { api },
      versionsAfter: { api },
      versionGaps: {},
      expectedVersion: { version: hash },
    });
  const { verdict, verdictReason, findings } = judge('old');
  const message = `Another version runs than was intended: api runs old, not ${hash}`;
  assert.deepEqual([verdict, verdictReason, findings], ['invalid', message, [{ code: 'stale-version', message }]]);
  assert.equal(judge(hash).verdict, 'unproven');
  assert.deepEqual(judge('efab2d4').findings, []);
});

test('only a short hash stands for a longer text', () => {
  assert.deepEqual(
    [isVersion('efab2d4', hash), isVersion(hash, 'efab2d4'), isVersion('efab2', hash), isVersion('1.2', '1.2.3')],
    [true, true, false, false],
  );
});
