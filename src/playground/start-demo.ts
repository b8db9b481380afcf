import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';

import { startDemoStacks } from '../../examples/start-demo-stacks.ts';
import type { Playground } from './contract.ts';
import { startPlayground } from './start-playground.ts';

const preferredPort = 4_011;
const restartMs = 1_000;
const bot = path.resolve(import.meta.dirname, '../main.ts');
const configuration = path.resolve(import.meta.dirname, '../../examples/demo.yaml');

/** A workspace, two stacks to test, and the bot between them, all on this machine. */
export interface Demo {
  readonly playground: Playground;
  /** Of the stack that is well until somebody breaks it. */
  readonly stagingUrl: string;
  /** The data folder of the bot. */
  readonly data: string;
  /** Resolves after the abort of `signal`, when everything is ended and the data folder removed. */
  readonly ended: Promise<void>;
}

export async function startDemo(signal: AbortSignal): Promise<Demo> {
  const [stacks, playground, data] = await Promise.all([
    startDemoStacks(),
    startWorkspace(),
    mkdtemp(path.join(tmpdir(), 'teneleven-demo-')),
  ]);
  const variables = {
    ...stacks.variables,
    SLACK_BOT_TOKEN: playground.botToken,
    SLACK_APP_TOKEN: playground.appToken,
    SLACK_API_URL: playground.apiUrl,
    SLACK_SIGNING_SECRET: '',
    PORT: '',
    TENELEVEN_CONFIG: configuration,
    TENELEVEN_DATA: data,
    LOG_LEVEL: 'warn',
  };
  const end = async (): Promise<void> => {
    await superviseBot(variables, signal);
    await Promise.all([playground.close(), stacks.close()]);
    await rm(data, { recursive: true, force: true });
  };
  return { playground, stagingUrl: stacks.staging.apiUrl, data, ended: end() };
}

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
