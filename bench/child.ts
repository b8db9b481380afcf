import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';

import { startWords } from '#testing/start-words.ts';

interface Program {
  readonly program: string;
  readonly words?: readonly string[];
  /** Beside PATH and HOME. */
  readonly variables?: Readonly<Record<string, string>>;
}

/** Starts a program of this folder. Somebody has to read what it prints. */
export function startProgram({ program, words = [], variables = {} }: Program): ChildProcess {
  const { PATH, HOME } = process.env;
  const start = startWords(program);
  const env = { PATH, HOME, ...start.variables, ...variables };
  return spawn(process.execPath, [...start.flags, program, ...words], { stdio: ['ignore', 'pipe', 'inherit'], env });
}

export async function firstLine({ stdout }: ChildProcess): Promise<string> {
  if (stdout === null) throw new Error('The child has no standard output');
  const [line] = await once(createInterface(stdout), 'line');
  return String(line);
}

export async function endChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  await once(child, 'exit');
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}
