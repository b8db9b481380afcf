import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';

import { endFamily } from './end-family.ts';
import { parseFamilies, type Family } from './family.ts';

/**
 * Runs beside the bot, in a session of its own. Each line of its standard input names all families that are running; when
 * the input ends, the bot is gone, and so are they soon. A polite signal does not move it: the bot, and with it the input,
 * may need a little longer.
 */
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => undefined);

let families: readonly Family[] = [];
const graceMs = 2_000;
const againMs = 300;

createInterface({ input: process.stdin })
  .on('line', (line) => {
    families = parseFamilies(line);
  })
  .on('close', () => void endTwice());

async function endTwice(): Promise<void> {
  await endAll();
  // Somebody may have been between fork and exec, without its marker yet.
  await setTimeout(againMs);
  await endAll();
}

async function endAll(): Promise<void> {
  await Promise.all(families.map((family) => endFamily(family, { graceMs })));
}
