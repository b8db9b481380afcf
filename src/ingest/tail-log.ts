import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';

export interface TailOrder {
  /** Absolute. It need not be there yet. */
  readonly file: string;
  /** Whole lines, without their end; longer than 16 KiB come cut. */
  readonly onLines: (lines: readonly string[]) => void;
  /** Told once for as long as it lasts: the file cannot be read. */
  readonly onTrouble: (message: string) => void;
  /** Told when the end of the log was found from which on it is followed, or that there is none yet. */
  readonly onBegin?: (() => void) | undefined;
  /** Default 1,000. */
  readonly pollMs?: number | undefined;
}

const chunkBytes = 64 * 1024;
const longestLine = 16 * 1024;
/** What came while nobody looked is skipped beyond this: only its newest part is read. */
const mostBehind = 16 * 1024 * 1024;

/** Follows a log from its end on, over rotation and truncation, until `signal` aborts. Never rejects. */
export async function tailLog(order: TailOrder, signal: AbortSignal): Promise<void> {
  let tail: Tail | undefined;
  let isFirst = true;
  let trouble: string | undefined;
  while (!signal.aborted) {
    try {
      tail = await look(tail, order, isFirst);
      trouble = undefined;
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      if (message !== trouble) order.onTrouble(`"${order.file}" cannot be followed: ${message}`);
      trouble = message;
      // Between the two steps of a rotation there is no file, and who has the old one open may still write to it.
      if (!(error instanceof LogGone)) {
        await tail?.handle.close().catch(() => undefined);
        tail = undefined;
      }
    }
    if (isFirst) order.onBegin?.();
    isFirst = false;
    await wait(order.pollMs ?? 1_000, undefined, { signal, ref: false }).catch(() => undefined);
  }
  await tail?.handle.close().catch(() => undefined);
}

/** The path leads nowhere now; what is open is still followed. */
class LogGone extends Error {}

interface Tail {
  readonly handle: FileHandle;
  readonly inode: number;
  position: number;
  /** A line that has no end yet. */
  begun: string;
}

/** Reads what is new. A file of another inode at the same path is a new log: the old one is read to its end first. */
async function look(tail: Tail | undefined, order: TailOrder, isFirst: boolean): Promise<Tail> {
  if (tail === undefined) return begin(order, isFirst);
  const there = await openLog(order.file).catch(async (error: unknown) => {
    await feed(tail, order);
    throw new LogGone(error instanceof Error ? error.message : String(error));
  });
  const { ino } = await there.stat();
  await feed(tail, order);
  if (ino === tail.inode) {
    await there.close();
    return tail;
  }
  await tail.handle.close();
  const next: Tail = { handle: there, inode: ino, position: 0, begun: '' };
  await feed(next, order);
  return next;
}

/** A log that was there at the start is followed from its end; one that came later, from its beginning. */
async function begin(order: TailOrder, isFirst: boolean): Promise<Tail> {
  const handle = await openLog(order.file);
  const { ino, size } = await handle.stat();
  const tail: Tail = { handle, inode: ino, position: isFirst ? size : 0, begun: '' };
  await feed(tail, order);
  return tail;
}

async function openLog(file: string): Promise<FileHandle> {
  const handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK);
  if ((await handle.stat()).isFile()) return handle;
  await handle.close();
  throw new Error('it is not a file');
}

async function feed(tail: Tail, { onLines }: TailOrder): Promise<void> {
  const { size } = await tail.handle.stat();
  if (size < tail.position) Object.assign(tail, { position: 0, begun: '' });
  if (size - tail.position > mostBehind) Object.assign(tail, { position: size - mostBehind, begun: '' });
  const chunk = Buffer.allocUnsafe(Math.min(chunkBytes, size - tail.position));
  while (tail.position < size) {
    const { bytesRead } = await tail.handle.read(chunk, 0, chunk.length, tail.position);
    if (bytesRead === 0) return;
    tail.position += bytesRead;
    const lines = (tail.begun + chunk.toString('latin1', 0, bytesRead)).split('\n');
    tail.begun = (lines.pop() ?? '').slice(0, longestLine);
    if (lines.length > 0) onLines(lines.map((line) => line.slice(0, longestLine)));
  }
}
