import { access, mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { formatDuration } from '#domain/duration.ts';
import type { Run } from '#domain/run.ts';

import { mostTellingLine } from './most-telling-line.ts';
import type { MarkedFailure } from './run-facts.ts';

const longestDetails = 8_192;
const longestFile = 4 * 1_048_576;

/** Writes the log as one file to upload and returns its path; undefined when there is no log. */
export async function writeLogFile(
  folder: string,
  readLog: (folder: string) => Promise<string>,
): Promise<string | undefined> {
  return writeOnce(folder, 'full-log.txt', () => readLog(folder));
}

/** Writes all failures with their details, at most 4 MiB, and returns the path. */
export async function writeFailuresFile(
  folder: string,
  run: Run,
  failures: readonly MarkedFailure[],
): Promise<string | undefined> {
  return writeOnce(folder, 'failures.txt', async () => failuresText(run, failures));
}

export function failuresText(run: Run, failures: readonly MarkedFailure[]): string {
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

/** A run that has ended does not change, nor do its files. Whole or not at all: a crash leaves no half of it. */
async function writeOnce(folder: string, name: string, read: () => Promise<string>): Promise<string | undefined> {
  const path = join(folder, name);
  if (await exists(path)) return path;
  const text = await read();
  if (text === '') return undefined;
  await mkdir(folder, { recursive: true });
  await writeFile(`${path}.part`, text, { mode: 0o600 });
  await rename(`${path}.part`, path);
  return path;
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
