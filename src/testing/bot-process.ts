import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';

import type { Playground } from '#playground/contract.ts';

import { startWords } from './start-words.ts';

/** A program that is connected to a playground: the bot, or what it is compared with. */
export interface BotProcess {
  readonly pid: number;
  readonly connectedAfterMs: number;
  /** Everything it wrote to standard output and standard error so far, the last 256 KiB. */
  output(): string;
  residentMb(): Promise<number>;
  /** SIGTERM, and waits for the end; resolves to the exit code. */
  stop(): Promise<number | null>;
  /** SIGKILL, and waits for the end. */
  kill(): Promise<void>;
}

const patienceMs = 20_000;
const keptOutput = 256 * 1_024;

/** Starts a program as a user would, and resolves when the playground has greeted it. */
export async function startBotProcess(
  program: string,
  playground: Playground,
  variables: Readonly<Record<string, string>>,
): Promise<BotProcess> {
  const begin = performance.now();
  const connected = untilConnected(playground);
  const start = startWords(program);
  const child = spawn(process.execPath, [...start.flags, program], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      SLACK_BOT_TOKEN: playground.botToken,
      SLACK_APP_TOKEN: playground.appToken,
      SLACK_API_URL: playground.apiUrl,
      ...start.variables,
      ...variables,
    },
  });
  const output = keepOutput(child);
  const exited = once(child, 'exit');
  const early = exited.then(() => Promise.reject(new Error(`${program} ended before it connected:\n${output()}`)));
  early.catch(() => undefined);
  const timer = AbortSignal.timeout(patienceMs);
  const late = once(timer, 'abort').then(() => Promise.reject(new Error(`${program} did not connect:\n${output()}`)));
  late.catch(() => undefined);
  await Promise.race([connected, early, late]);
  const end = async (signal: NodeJS.Signals): Promise<number | null> => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill(signal);
      await exited;
    }
    return child.exitCode;
  };
  return {
    pid: child.pid ?? 0,
    connectedAfterMs: performance.now() - begin,
    output,
    residentMb: () => residentMb(child),
    stop: () => end('SIGTERM'),
    kill: async () => void (await end('SIGKILL')),
  };
}

function untilConnected(playground: Playground): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const unsubscribe = playground.onEvent((event) => {
    if (event.kind === 'connected' && event.connected) resolve();
  });
  return promise.finally(unsubscribe);
}

function keepOutput(child: ChildProcess): () => string {
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (chunk: string) => {
      text = (text + chunk).slice(-keptOutput);
    });
  }
  return () => text;
}

async function residentMb(child: ChildProcess): Promise<number> {
  const status = await readFile(`/proc/${child.pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+) kB/u.exec(status)?.[1]) / 1_024;
}
