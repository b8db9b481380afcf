/** `npm run kill [-- times]`: kills the bot with −9 at random moments of a run, and looks at what is left each time. */
import { setTimeout as delay } from 'node:timers/promises';

import { assertMended, assertNobodySurvives } from '#testing/assert-mended.ts';
import { openKillScene } from '#testing/kill-scene.ts';

const times = Number(process.argv[2] ?? 200);
const atOnce = 2;
/** From the command's acknowledgement to well after the end of its telling. */
const longestMs = 4_000;

async function killOnce(afterMs: number): Promise<void> {
  await using scene = await openKillScene(100);
  const bot = await scene.startBot();
  await scene.playground.slash({ user: scene.user, channel: scene.channel, command: '/e2e', text: 'run critical' });
  await delay(afterMs);
  await bot.kill();
  await assertNobodySurvives(scene);
  await assertMended(scene);
}

const counts = { passed: 0, failed: 0 };
let next = 0;
async function work(): Promise<void> {
  while (next < times) {
    const round = (next += 1);
    const afterMs = Math.round(Math.random() * longestMs);
    try {
      await killOnce(afterMs);
      counts.passed += 1;
    } catch (error) {
      counts.failed += 1;
      console.log(
        `round ${round}, killed after ${afterMs} ms: ${error instanceof Error ? error.stack : String(error)}`,
      );
    }
    if (round % 20 === 0) console.log(`${round} of ${times}: ${counts.failed} failed`);
  }
}
await Promise.all(Array.from({ length: atOnce }, work));
console.log(`${counts.passed} passed, ${counts.failed} failed`);
process.exit(counts.failed === 0 ? 0 : 1);
