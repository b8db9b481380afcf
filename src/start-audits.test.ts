import assert from 'node:assert/strict';
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
