import { Buffer } from 'node:buffer';
import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';

import type { OutputSink } from './output.ts';

export interface FollowedFile {
  /** Rejects when the sink throws; otherwise resolves at the end. */
  readonly followed: Promise<void>;
  /** Reads what is there by now and tells the last line. */
  finish(): void;
}

const pollMs = 120;
const chunkBytes = 65_536;

/** Feeds a sink with what others append to a file that may not be there yet. Follows no link and waits for no pipe. */
export function followFile(file: string, sink: OutputSink): FollowedFile {
  const finishing = new AbortController();
  const followed = follow(file, sink, finishing.signal);
  return { followed, finish: () => finishing.abort() };
}

async function follow(file: string, sink: OutputSink, finishing: AbortSignal): Promise<void> {
  let handle: FileHandle | undefined;
  let position = 0;
  try {
    for (let isLast = false; ; isLast = finishing.aborted) {
      handle ??= await openRegularFile(file);
      if (handle !== undefined) position = await feed(handle, sink, position);
      if (isLast) break;
      await setTimeout(pollMs, undefined, { signal: finishing }).catch(() => undefined);
    }
    sink.end();
  } finally {
    await handle?.close();
  }
}

/** From `position` to where the file ends now, so that it comes to an end also while somebody writes. */
async function feed(handle: FileHandle, sink: OutputSink, position: number): Promise<number> {
  const { size } = await handle.stat();
  const chunk = Buffer.allocUnsafe(Math.min(chunkBytes, Math.max(0, size - position)));
  let at = position;
  while (at < size) {
    const { bytesRead } = await handle.read(chunk, 0, chunk.length, at);
    if (bytesRead === 0) break;
    await sink.write(chunk.subarray(0, bytesRead));
    at += bytesRead;
  }
  return at;
}

async function openRegularFile(file: string): Promise<FileHandle | undefined> {
  const handle = await open(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK).catch(
    () => undefined,
  );
  if (handle === undefined || (await handle.stat()).isFile()) return handle;
  await handle.close();
  return undefined;
}
