import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import type { Playground } from '#playground/contract.ts';
import { startPlayground } from '#playground/start-playground.ts';
import { startBotProcess } from '#testing/bot-process.ts';
import { waitFor } from '#testing/wait-for.ts';

import { median, type Figure } from './figure.ts';

const pairs = 9;
const settleMs = 5_000;
const configuration = 'environments: { staging: {} }\nsuites: { none: { runner: pytest, command: [pytest] } }\n';

/** Cold start until Slack has greeted the bot, beside a bare Bolt app; and the memory of an idle bot. */
export async function benchStart(): Promise<readonly Figure[]> {
  const playground = await startPlayground({ port: 0, rateLimits: false });
  const folder = await mkdtemp(path.join(tmpdir(), 'teneleven-bench-'));
  try {
    await writeFile(path.join(folder, 'e2e.yaml'), configuration);
    const variables = { TENELEVEN_CONFIG: path.join(folder, 'e2e.yaml'), TENELEVEN_DATA: path.join(folder, 'data') };
    const bare: number[] = [];
    const ours: Start[] = [];
    for (let pair = 0; pair < pairs; pair += 1) {
      const plain = await startBotProcess('bench/bare-bolt.ts', playground, {});
      bare.push(plain.connectedAfterMs);
      await plain.stop();
      // Memory takes time to settle: looked at in every third pair.
      ours.push(await measure(playground, variables, pair % 3 === 2));
    }
    return figuresOf(bare, ours);
  } finally {
    await playground.close();
    await rm(folder, { recursive: true, force: true });
  }
}

interface Start {
  readonly connectedAfterMs: number;
  /** Until it acts on what it hears. */
  readonly readyAfterMs: number;
  readonly idleMb?: number | undefined;
}

async function measure(
  playground: Playground,
  variables: Readonly<Record<string, string>>,
  isIdling: boolean,
): Promise<Start> {
  const begin = Date.now();
  const bot = await startBotProcess('src/main.ts', playground, variables);
  const readyAt = await waitFor(
    'the bot to be ready',
    () => /"time":"([^"]+)"[^\n]*"msg":"ready"/u.exec(bot.output())?.[1],
  );
  if (isIdling) await delay(settleMs);
  const idleMb = isIdling ? await bot.residentMb() : undefined;
  await bot.stop();
  return { connectedAfterMs: bot.connectedAfterMs, readyAfterMs: Date.parse(readyAt) - begin, idleMb };
}

function figuresOf(bare: readonly number[], ours: readonly Start[]): readonly Figure[] {
  const connectedMs = median(ours.map((start) => start.connectedAfterMs));
  const readyMs = median(ours.map((start) => start.readyAfterMs));
  const idle = ours.flatMap(({ idleMb }) => idleMb ?? []);
  return [
    {
      name: 'cold start to connected, against a bare Bolt app',
      value: connectedMs / median(bare),
      limit: 1.3,
      unit: '×',
      detail: `median of ${pairs} pairs: ${connectedMs.toFixed(0)} ms against ${median(bare).toFixed(0)} ms; acts after ${readyMs.toFixed(0)} ms`,
    },
    {
      name: 'idle memory',
      value: median(idle),
      limit: 120,
      unit: 'MB',
      detail: `resident, 5 s after the start, one process: ${idle.map((mb) => mb.toFixed(0)).join(', ')}`,
    },
  ];
}
