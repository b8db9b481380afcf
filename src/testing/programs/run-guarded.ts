import { mkdtemp, readFile } from 'node:fs/promises';
import path from 'node:path';

import { createRedactor } from '#domain/redact.ts';
import { execute } from '#suites/execute.ts';
import { createGuardian } from '#suites/guardian.ts';
import { openRunLog } from '#suites/run-log.ts';

/**
 * What the bot is to a run: `run-guarded.ts folder marker command…`. Says `name pid` of what the command says so, and
 * again and again `started pid` of each program that it has started itself, the guardian among them.
 */
const [folder = '', marker = '', ...command] = process.argv.slice(2);
const log = await openRunLog(await mkdtemp(path.join(folder, 'run-')));
const variables = { TENELEVEN_RUN: marker };
const guardian = createGuardian();
const onLine = (text: string): void => void process.stdout.write(`${text}\n`);
const order = {
  command,
  cwd: folder,
  variables,
  marker,
  timeoutMs: 60_000,
  redactor: createRedactor([]),
  onLine,
  log,
  guardian,
};
const saying = setInterval(() => void sayStarted(), 100);
await execute(order, new AbortController().signal);
clearInterval(saying);
await log.close();
guardian.close();

async function sayStarted(): Promise<void> {
  const children = await readFile(`/proc/self/task/${process.pid}/children`, 'utf8');
  for (const pid of children.trim().split(' ')) process.stdout.write(`started ${pid}\n`);
}
