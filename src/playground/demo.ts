/** `npm run demo`: a workspace in the browser, a stack to test, and the bot between them, all on this machine. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';

import { startStack } from '../../examples/stack/start-stack.ts';
import type { Playground } from './contract.ts';
import { startPlayground } from './start-playground.ts';

const preferredPort = 4_011;
const restartMs = 1_000;
const bot = path.resolve(import.meta.dirname, '../main.ts');
const configuration = path.resolve(import.meta.dirname, '../../examples/e2e.yaml');

/** Its own port where it is free, so that a bookmark stays true. */
async function startWorkspace(): Promise<Playground> {
  const wanted = process.env['PORT'];
  try {
    return await startPlayground({ port: wanted === undefined ? preferredPort : Number(wanted) });
  } catch (error) {
    if (wanted !== undefined || !isTaken(error)) throw error;
    return startPlayground({ port: 0 });
  }
}

function isTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
}

/** Keeps the bot running, as a supervisor would: kill it in the middle of a run and see what it says after. */
async function superviseBot(variables: Readonly<Record<string, string>>, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const child = spawn(process.execPath, [bot], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, ...variables },
    });
    createInterface({ input: child.stdout }).on('line', (line) => console.log(`bot: ${inWords(line)}`));
    const end = (): void => void child.kill('SIGTERM');
    signal.addEventListener('abort', end, { once: true });
    const [code, killedBy] = await once(child, 'exit');
    signal.removeEventListener('abort', end);
    if (signal.aborted) return;
    console.log(`The bot ended (${killedBy ?? `exit code ${code}`}); it is started again`);
    await wait(restartMs, undefined, { signal }).catch(() => undefined);
  }
}

/** The words of a line of its log. */
function inWords(line: string): string {
  try {
    const entry: unknown = JSON.parse(line);
    const words = typeof entry === 'object' && entry !== null && 'msg' in entry ? entry.msg : undefined;
    return typeof words === 'string' ? words : line;
  } catch {
    return line;
  }
}

const stopping = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => stopping.abort());
const [stack, playground, data] = await Promise.all([
  startStack(),
  startWorkspace(),
  mkdtemp(path.join(tmpdir(), 'teneleven-demo-')),
]);
console.log(`
  Teneleven playground: ${playground.url}

  Open it, type "/e2e run critical" and send. Then break the stack, and run it again:

    curl -s ${stack.apiUrl}/faults -d '{"faults":["handler-error"]}'     every socket closes with 1011
    curl -s ${stack.apiUrl}/faults -d '{"faults":[]}'                    healthy again

  Ctrl-C ends everything.
`);
await superviseBot(
  {
    ...stack.variables,
    SLACK_BOT_TOKEN: playground.botToken,
    SLACK_APP_TOKEN: playground.appToken,
    SLACK_API_URL: playground.apiUrl,
    SLACK_SIGNING_SECRET: '',
    PORT: '',
    TENELEVEN_CONFIG: configuration,
    TENELEVEN_DATA: data,
    LOG_LEVEL: 'warn',
  },
  stopping.signal,
);
await Promise.all([playground.close(), stack.close()]);
await rm(data, { recursive: true, force: true });
