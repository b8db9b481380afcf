import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

import { startStack } from '../../examples/stack/start-stack.ts';
import { withDataFolder } from './data-folder.ts';

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface TerminalScene {
  readonly data: string;
  readonly setFaults: (...names: readonly string[]) => void;
  /** One command against the stack of the examples, to its end. */
  readonly type: (...words: readonly string[]) => Promise<Ended>;
}

/** A quick stack, an empty data folder, and a terminal to type in. */
export async function withTerminal(work: (scene: TerminalScene) => Promise<void>): Promise<void> {
  const stack = await startStack({ pace: 0.02 });
  try {
    await withDataFolder((data) =>
      work({
        data,
        setFaults: (...names) => stack.faults.set(names),
        type: (...words) => typeWords([...words, '--config', 'examples/e2e.yaml', '--data', data], stack.variables),
      }),
    );
  } finally {
    await stack.close();
  }
}

/** Runs the program of the terminal as a person would; `onStart` may act on it while it runs. */
export async function typeWords(
  words: readonly string[],
  variables: Readonly<Record<string, string>>,
  onStart: (child: ChildProcess) => Promise<void> = async () => {},
): Promise<Ended> {
  const env = { PATH: process.env['PATH'], HOME: process.env['HOME'], ...variables };
  const child = spawn(process.execPath, ['src/cli.ts', ...words], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (stdout += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
  await Promise.all([once(child, 'close'), onStart(child)]);
  return { code: child.exitCode, stdout, stderr };
}
