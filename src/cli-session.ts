import { userInfo } from 'node:os';
import process from 'node:process';

import type { Configuration } from '#domain/configuration.ts';
import type { Reply } from '#domain/reply.ts';
import type { Variables } from '#domain/setting.ts';
import type { Request, Store } from '#state/state.ts';
import type { Arguments } from '#terminal/read-arguments.ts';
import { renderReply } from '#terminal/render-reply.ts';
import type { Screen } from '#terminal/screen.ts';

/** One command in a terminal. */
export interface Session {
  readonly given: Arguments;
  readonly configuration: Configuration;
  readonly variables: Variables;
  readonly store: Store;
  readonly request: Request;
}

/** Work that a command leaves to the process that answers it, because no bot is there to do it. */
export interface TerminalWork {
  /** Ids of the records that the answer started or points at; undefined: it is not about such work. */
  readonly startedBy: (reply: Reply) => readonly string[] | undefined;
  /** Does it, shows it, prints its end, and resolves to the exit code. */
  readonly carryOut: (ids: readonly string[], session: Session) => Promise<number>;
}

export const usageExit = 2;
export const now = (): Date => new Date();

export function requestOf({ words }: Arguments): Request {
  const { username } = userInfo();
  return {
    id: `terminal-${process.pid}-${Date.now()}`,
    via: 'terminal',
    words,
    actor: { id: username, name: username, via: 'terminal' },
    receivedAt: now().toISOString(),
  };
}

export function printReply(reply: Reply, isJson: boolean): number {
  const isRefused = reply.refusal !== undefined;
  if (isJson) printJson(reply.json ?? { headline: reply.headline });
  if (!isJson || isRefused) (isRefused ? process.stderr : process.stdout).write(renderReply(reply));
  return isRefused ? usageExit : 0;
}

export function printJson(document: unknown): void {
  process.stdout.write(`${JSON.stringify(document, undefined, 2)}\n`);
}

export function say(text: string): number {
  process.stdout.write(text);
  return 0;
}

export function reportBug(error: unknown, where: string): void {
  process.stderr.write(`bug (${where}): ${String(error instanceof Error ? error.stack : error)}\n`);
}

/** Standard error, where progress is shown. */
export function screenOf({ given }: Session): Screen {
  const { columns, isTTY } = process.stderr;
  return {
    isTty: isTTY && !given.json,
    columns: columns ?? 80,
    write: (text) => process.stderr.write(text),
  };
}
