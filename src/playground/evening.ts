/** `npm run evening`: the demo, with two people who play the evening of `examples/README.md` in it. Ends with the report. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';

import { playEvening } from './play-evening.ts';
import { startDemo } from './start-demo.ts';

const stopping = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => stopping.abort());
const { playground, data, ended } = await startDemo(stopping.signal);
console.log(`Watch it: ${playground.url}\n`);
try {
  const { tookMs } = await playEvening(playground, (line) => console.log(line), stopping.signal);
  const report = await readFile(path.join(data, 'reports', 'l1.md'), 'utf8');
  console.log(`\n${'='.repeat(100)}\n${report}\nPlayed in ${(tookMs / 1_000).toFixed(0)} s`);
} catch (error) {
  process.exitCode = 1;
  console.log(error instanceof Error ? error.message : String(error));
} finally {
  stopping.abort();
}
await ended;
