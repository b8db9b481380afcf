import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import { startPlayground } from '#playground/start-playground.ts';
import { startBotProcess } from '#testing/bot-process.ts';

import { median, type Figure } from './figure.ts';

const pairs = 9;
const settleMs = 5_000;
const configuration = 'environments: { staging: {} }\nsuites: { none: { runner: pytest, command: [pytest] } }\n';

/** Cold start until Slack has greeted the bot, beside a bare Bolt app; and the memory of an idle bot. */
export async function benchStart(): Promise<readonly Figure[]> {
  const playground = await startPlayground({ port: 0 });
  const folder = await mkdtemp(path.join(tmpdir(), 'teneleven-bench-'));
  try {
    await writeFile(path.join(folder, 'e2e.yaml'), configuration);
    const variables = { TENELEVEN_CONFIG: path.join(folder, 'e2e.yaml'), TENELEVEN_DATA: path.join(folder, 'data') };
    const ours: number[] = [];
    const bare: number[] = [];
    let idleMb = 0;
    for (let pair = 0; pair < pairs; pair += 1) {
      const plain = await startBotProcess('bench/bare-bolt.ts', playground, {});
      bare.push(plain.connectedAfterMs);
      await plain.stop();
      const bot = await startBotProcess('src/main.ts', playground, variables);
      ours.push(bot.connectedAfterMs);
      if (pair === pairs - 1) {
        await delay(settleMs);
        idleMb = await bot.residentMb();
      }
      await bot.stop();
    }
    return [
      {
        name: 'cold start to connected, against a bare Bolt app',
        value: median(ours) / median(bare),
        limit: 1.3,
        unit: '×',
        detail: `median of ${pairs} pairs: ${median(ours).toFixed(0)} ms against ${median(bare).toFixed(0)} ms`,
      },
      {
        name: 'idle memory',
        value: idleMb,
        limit: 120,
        unit: 'MB',
        detail: 'resident, 5 s after the start, one process',
      },
    ];
  } finally {
    await playground.close();
    await rm(folder, { recursive: true, force: true });
  }
}
