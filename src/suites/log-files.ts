import { constants } from 'node:fs';
import { open, readdir, rm, type FileHandle } from 'node:fs/promises';
import path from 'node:path';

/** Bytes kept from the beginning and from the end of a run's output. */
export const headBytes = 1_048_576;
export const tailBytes = 4 * 1_048_576;

/** One file of a log: `output.log` for the beginning, `output.from-<offset>.log` for what was written from there on. */
export interface LogFile {
  readonly path: string;
  /** Bytes of output before it. */
  readonly offset: number;
}

export function headFile(folder: string): LogFile {
  return { path: path.join(folder, 'output.log'), offset: 0 };
}

export function tailFile(folder: string, offset: number): LogFile {
  return { path: path.join(folder, `output.from-${offset}.log`), offset };
}

/** In the order of their writing; empty when the folder is not there. */
export async function listLogFiles(folder: string): Promise<readonly LogFile[]> {
  const names = await readdir(folder).catch(() => []);
  const offsets = names.map((name) => (name === 'output.log' ? '0' : /^output\.from-(\d{1,15})\.log$/.exec(name)?.[1]));
  return offsets
    .filter((offset) => offset !== undefined)
    .map(Number)
    .sort((one, other) => one - other)
    .map((offset) => (offset === 0 ? headFile(folder) : tailFile(folder, offset)));
}

/** A new file that only we may read. What stood in its place, be it a link, goes and is never followed. */
export async function createLogFile({ path: file }: LogFile): Promise<FileHandle> {
  await rm(file, { force: true });
  return open(file, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW, 0o600);
}

/** No file of a log is longer, but a suite could put another one in its place. */
const mostRead = headBytes + tailBytes;

/** At most 5 MiB of a file from a position on; empty when it is gone, or a link, a pipe or anything else but a file. */
export async function readRegularFile(file: string, from = 0): Promise<Buffer> {
  try {
    await using handle = await open(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    const status = await handle.stat();
    const bytes = Buffer.alloc(status.isFile() ? Math.min(mostRead, Math.max(0, status.size - from)) : 0);
    const { bytesRead } = await handle.read(bytes, 0, bytes.length, from);
    return bytes.subarray(0, bytesRead);
  } catch {
    return Buffer.alloc(0);
  }
}
