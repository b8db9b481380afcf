import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';

import { createRedactor } from '#domain/redact.ts';
import { execute, type ExecuteOrder } from '#suites/execute.ts';
import type { Exit } from '#suites/exit.ts';
import { readProcEntry } from '#suites/proc.ts';
import type { RunLog } from '#suites/run-log.ts';
import type { LineSource } from '#suites/runner.ts';

/** How a run ended, and all that it told. */
export interface Told extends Exit {
  readonly lines: readonly { readonly text: string; readonly from: LineSource }[];
  readonly logged: string;
  /** That its programs were started with. */
  readonly marker: string;
}

let trials = 0;

export interface Trial extends Partial<ExecuteOrder> {
  readonly signal?: AbortSignal;
  /** Called with the lines so far, after each. */
  readonly onLines?: (lines: readonly string[]) => void;
}

/** Runs a command as the worker does, with a log in memory. */
export async function runTrial(command: readonly string[], { signal, onLines, ...changes }: Trial = {}): Promise<Told> {
  const lines: Told['lines'][number][] = [];
  let logged = '';
  const marker = `trial-${process.pid}/r${(trials += 1)}`;
  const log = logInto((text) => {
    logged += text;
    return undefined;
  });
  const onLine = (text: string, from: LineSource): void => {
    lines.push({ text, from });
    onLines?.(lines.map((line) => line.text));
  };
  const variables = { PATH: process.env['PATH'] ?? '', TENELEVEN_RUN: marker };
  const order = {
    command,
    cwd: tmpdir(),
    variables,
    marker,
    timeoutMs: 20_000,
    redactor: createRedactor(['hidden-word']),
  };
  const exit = await execute({ ...order, onLine, log, ...changes }, signal ?? new AbortController().signal);
  return { ...exit, lines, logged, marker };
}

/** A log that is only a function. */
export function logInto(append: RunLog['append']): RunLog {
  return { append, flush: done, close: done, findings: () => [], [Symbol.asyncDispose]: done };
}

async function done(): Promise<void> {}

/** The command that runs a script in Node. */
export function node(script: string, ...words: readonly string[]): readonly string[] {
  return [process.execPath, '-e', script, ...words];
}

/** The command that runs one of `testing/programs`. */
export function program(name: string, ...words: readonly string[]): readonly string[] {
  return [process.execPath, fileURLToPath(new URL(`programs/${name}`, import.meta.url)), ...words];
}

/** The programs that said `word pid` of themselves or of what they started. */
export function pidsIn({ lines }: Told): readonly number[] {
  return lines.map(({ text }) => Number(/^[a-z-]+ (\d+)$/.exec(text)?.[1])).filter((pid) => pid > 0);
}

/** All `count` programs that were named in the output have ended. */
export function assertNobodyLeft(told: Told, count: number): void {
  const pids = pidsIn(told);
  assert.equal(pids.length, count);
  assert.deepEqual(
    pids.filter((pid) => readProcEntry(pid) !== undefined),
    [],
  );
}
