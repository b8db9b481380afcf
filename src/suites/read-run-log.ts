import type { Redactor } from '#domain/redact.ts';

import { listLogFiles, readRegularFile, tailBytes } from './log-files.ts';

/**
 * The log of a run as one text of at most 5 MiB: its beginning, a line that says how much was left out, its end. Also
 * while the run writes it, and after the death of who wrote it. Empty when there is none.
 */
export async function readRunLog(folder: string): Promise<string> {
  const [head, ...tails] = await readFiles(folder);
  if (head === undefined) return '';
  const headEnd = head.offset === 0 ? head.bytes.length : 0;
  const rest = head.offset === 0 ? tails : [head, ...tails];
  const tail = lastLines(Buffer.concat(rest.map(({ bytes }) => bytes)));
  const written = rest.reduce((end, { offset, bytes }) => Math.max(end, offset + bytes.length), headEnd);
  const leftOut = written - headEnd - tail.length;
  const gap = leftOut > 0 ? `… ${leftOut.toLocaleString('en')} bytes left out …\n` : '';
  return `${headEnd > 0 ? head.bytes.toString() : ''}${gap}${tail.toString()}`;
}

/** `readRunLog` for who tells others. What we wrote is redacted, but a suite could put its own file in the place of ours. */
export function createLogReader(redactor: () => Redactor): (folder: string) => Promise<string> {
  return async (folder) => redactor().redact(await readRunLog(folder));
}

/** The last lines of the log of a run, oldest first. */
export async function readLastLines(folder: string, count: number): Promise<readonly string[]> {
  const lines = (await readRunLog(folder)).split('\n');
  if (lines.at(-1) === '') lines.pop();
  return count > 0 ? lines.slice(-count) : [];
}

async function readFiles(folder: string): Promise<readonly { readonly offset: number; readonly bytes: Buffer }[]> {
  const [first, ...later] = await listLogFiles(folder);
  // There are no more than these unless a suite made some.
  const files = first === undefined ? [] : [first, ...later.slice(-2)];
  return Promise.all(files.map(async ({ path, offset }) => ({ offset, bytes: await readRegularFile(path) })));
}

function lastLines(bytes: Buffer): Buffer {
  if (bytes.length <= tailBytes) return bytes;
  const from = bytes.length - tailBytes;
  return bytes.subarray(bytes.indexOf(10, from - 1) + 1);
}
