import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';

import type { Playground } from '#playground/contract.ts';

export interface StartedBot {
  readonly connectedAfterMs: number;
  residentMb(): Promise<number>;
  stop(): Promise<void>;
}

const patienceMs = 20_000;

/** Starts a program that connects to the playground, and measures until the playground has greeted it. */
export async function startBot(
  program: string,
  playground: Playground,
  variables: Readonly<Record<string, string>>,
): Promise<StartedBot> {
  const connected = Promise.withResolvers<void>();
  const unsubscribe = playground.onEvent((event) => {
    if (event.kind === 'connected' && event.connected) connected.resolve();
  });
  const begin = performance.now();
  const child = spawn(process.execPath, [program], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      SLACK_BOT_TOKEN: playground.botToken,
      SLACK_APP_TOKEN: playground.appToken,
      SLACK_API_URL: playground.apiUrl,
      ...variables,
    },
  });
  const timer = setTimeout(() => connected.reject(new Error(`${program} did not connect within 20 s`)), patienceMs);
  try {
    await connected.promise;
  } finally {
    clearTimeout(timer);
    unsubscribe();
  }
  return {
    connectedAfterMs: performance.now() - begin,
    residentMb: () => residentMb(child),
    stop: async () => {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    },
  };
}

async function residentMb(child: ChildProcess): Promise<number> {
  const status = await readFile(`/proc/${child.pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+) kB/u.exec(status)?.[1]) / 1_024;
}
