import assert from 'node:assert/strict';
import { test } from 'node:test';

import { assertMended, assertNobodySurvives } from '#testing/assert-mended.ts';
import { killEdges } from '#testing/kill-edges.ts';
import { openKillScene } from '#testing/kill-scene.ts';
import { needs } from '#testing/tools.ts';

for (const edge of killEdges) {
  test(`kill −9 ${edge.name}: interrupted or finished, told, once, and nothing survives`, needs('proc'), async () => {
    await using scene = await openKillScene();
    const bot = await scene.startBot();
    edge.prepare?.(scene);
    const { ok } = await scene.playground.slash({
      user: scene.user,
      channel: scene.channel,
      command: '/e2e',
      text: 'run critical',
    });
    assert.equal(ok, true);
    await edge.reached(scene);
    await bot.kill();
    await assertNobodySurvives(scene);
    await assertMended(scene);
  });
}
