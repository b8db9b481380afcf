import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { formatDuration } from '#domain/duration.ts';
import type { Run } from '#domain/run.ts';

import { mostTellingLine } from '#domain/most-telling-line.ts';
import type { MarkedFailure } from './run-facts.ts';

const longestDetails = 8_192;
const longestFile = 4 * 1_048_576;

/** Writes the log as one file to upload and returns its path; undefined when there is no log. */
export async function writeLogFile(
  folder: string,
  readLog: (folder: string) => Promise<string>,
): Promise<string | undefined> {
  return writeAnew(folder, 'full-log.txt', await readLog(folder));
}

/** Writes all failures with their details, at most 4 MiB, and returns the path. */
export async function writeFailuresFile(
  folder: string,
  run: Run,
  failures: readonly MarkedFailure[],
): Promise<string | undefined> {
  return writeAnew(folder, 'failures.txt', failuresText(run, failures));
}

function failuresText(run: Run, failures: readonly MarkedFailure[]): string {
  const head = `${run.id}: ${run.suite} on ${run.environment}, ${failures.length} failures, ended ${run.endedAt ?? 'never'}\n`;
  const parts = [head];
  let length = head.length;
  for (const [index, failure] of failures.entries()) {
    const part = failureText(index + 1, failure);
    if (length + part.length > longestFile) {
      parts.push(`\n… ${failures.length - index} more failures do not fit here\n`);
      break;
    }
    parts.push(part);
    length += part.length;
  }
  return parts.join('');
}

function failureText(number: number, { test, mark }: MarkedFailure): string {
  const { failure } = test;
  const whole = failure === undefined || failure.details === '' ? (failure?.message ?? '') : failure.details;
  const details = whole.length <= longestDetails ? whole : `${whole.slice(0, longestDetails)}\n… cut after 8 KiB`;
  const lines = [
    `${number}. ${test.id}`,
    `   ${test.outcome} after ${formatDuration(test.durationMs)}, ${mark.words}`,
    `   ${mostTellingLine(failure)}`,
    ...details.split('\n').map((line) => `   | ${line}`),
  ];
  return `\n${lines.join('\n').toWellFormed()}\n`;
}

/**
 * A suite can write into the folder of its run, so what lies there under this name is replaced, never followed and never
 * told. Whole or not at all: a crash leaves no half of it.
 */
async function writeAnew(folder: string, name: string, text: string): Promise<string | undefined> {
  if (text === '') return undefined;
  const path = join(folder, name);
  const fresh = join(folder, `${name}.${randomUUID()}`);
  await mkdir(folder, { recursive: true });
  try {
    // Exclusive, so that a link in its place is an error.
    await writeFile(fresh, text, { flag: 'wx', mode: 0o600 });
    await rename(fresh, path).catch(() => replaceFolder(fresh, path));
    return path;
  } catch (error) {
    await rm(fresh, { force: true });
    throw error;
  }
}

async function replaceFolder(fresh: string, path: string): Promise<void> {
  await rm(path, { recursive: true, force: true });
  await rename(fresh, path);
}
