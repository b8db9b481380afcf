import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';

import { openProbeScene } from '#testing/probe-scene.ts';

test('somebody types audit in Slack, and is told what failed, with its numbers', { timeout: 60_000 }, async () => {
  await using scene = await openProbeScene();
  scene.stack.faults.set(['token-secret-mismatch']);
  const bot = await scene.startBot();
  await scene.say('audit staging');
  const message = await scene.told('a1/root', /audit of staging: 4 failed, .* points/u);
  const blocks = JSON.stringify(message['blocks']);
  assert.match(blocks, /answers 401 with a good token of e2e-user/u);
  assert.match(blocks, /Compare the secret or key/u);
  for (const name of ['DEMO_JWT_SECRET', 'DEMO_PASSWORD']) {
    const secret = scene.stack.variables[name] ?? assert.fail();
    assert.ok(!JSON.stringify(message).includes(secret), name);
  }
  await scene.press(message, 'Audit again');
  await scene.told('a2/root', /^a2: audit of staging: 4 failed/u);
  await bot.stop();
});

test('a terminal audits beside a running bot, and stores nothing', { timeout: 60_000 }, async () => {
  await using scene = await openProbeScene();
  const bot = await scene.startBot();
  const { stdout, code } = await runTerminal(['audit', '--json'], {
    ...scene.stack.variables,
    TENELEVEN_DATA: scene.data,
  });
  const { audit } = JSON.parse(stdout);
  assert.equal(audit.state, 'done');
  assert.equal(code, 3);
  assert.match(audit.score.says, /^\d+(?:\.5)? of \d+ points/u);
  const unknown = audit.checks.filter((check: { result: string }) => check.result === 'unknown');
  assert.equal(unknown.length, audit.score.unknown);
  const gone = await runTerminal(['show', 'a1'], { ...scene.stack.variables, TENELEVEN_DATA: scene.data });
  assert.equal(gone.code, 2);
  await bot.stop();
});

function runTerminal(
  words: readonly string[],
  variables: Readonly<Record<string, string>>,
): Promise<{ readonly stdout: string; readonly code: unknown }> {
  const { promise, resolve } = Promise.withResolvers<{ readonly stdout: string; readonly code: unknown }>();
  const options = {
    cwd: 'examples',
    env: { PATH: process.env['PATH'], ...variables },
    timeout: 30_000,
    maxBuffer: 8_388_608,
  };
  execFile(process.execPath, ['../src/cli.ts', ...words], options, (error, stdout) =>
    resolve({ stdout, code: error?.code ?? 0 }),
  );
  return promise;
}
