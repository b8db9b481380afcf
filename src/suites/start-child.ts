import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';

export interface ChildOrder {
  /** argv; never a shell. */
  readonly command: readonly string[];
  readonly cwd: string;
  readonly variables: Readonly<Record<string, string>>;
}

/** A child that leads a group of its own, without input. */
export interface Child {
  readonly pid: number;
  readonly stdout: Readable;
  readonly stderr: Readable;
  readonly exited: Promise<{ readonly code?: number | undefined; readonly signal?: string | undefined }>;
}

/** Starts a command. When it cannot be started the result says why, and what to do. */
export async function startChild(order: ChildOrder): Promise<Child | { readonly reason: string }> {
  const [program, ...words] = order.command;
  if (program === undefined) return { reason: 'The command is empty; name a program in e2e.yaml' };
  try {
    const { cwd, variables: env } = order;
    const child = spawn(program, words, { cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    const { pid, stdout, stderr } = child;
    if (pid !== undefined) return { pid, stdout, stderr, exited: exitOf(child) };
    const [error] = await once(child, 'error').catch((cause: unknown) => [cause]);
    return { reason: await explain(order, error) };
  } catch (error) {
    return { reason: await explain(order, error) };
  }
}

async function exitOf(child: ChildProcess): Child['exited'] {
  const { promise, resolve } = Promise.withResolvers<Awaited<Child['exited']>>();
  child.on('error', () => undefined);
  child.once('exit', (code, signal) => resolve({ code: code ?? undefined, signal: signal ?? undefined }));
  return promise;
}

async function explain({ command, cwd }: ChildOrder, error: unknown): Promise<string> {
  const program = JSON.stringify(command[0]);
  if (!(await isFolder(cwd))) return `The folder "${cwd}" is not there; correct "cwd" of the suite or make the folder`;
  switch (codeOf(error)) {
    case 'ENOENT':
      return command[0]?.includes('/') === true
        ? `The program ${program} is not there (looked from "${cwd}"), or the interpreter its first line names is not`
        : `The program ${program} is in none of the folders of PATH; install it, or name it with its path`;
    case 'EACCES':
      return `The program ${program} may not be executed; make it executable (chmod +x) or name its interpreter first`;
    case 'E2BIG':
      return 'The command and its variables are longer than this system takes; select fewer tests';
    case 'EAGAIN':
    case 'ENOMEM':
    case 'EMFILE':
    case 'ENFILE':
      return `This machine has no room for another program now (${String(codeOf(error))}); free some or raise the limit`;
    default:
      return `The program ${program} could not be started: ${error instanceof Error ? error.message : String(error)}`;
  }
}

async function isFolder(folder: string): Promise<boolean> {
  const status = await stat(folder).catch(() => undefined);
  return status?.isDirectory() === true;
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
