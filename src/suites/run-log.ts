import type { FileHandle } from 'node:fs/promises';
import { rm } from 'node:fs/promises';

import type { ReportFinding } from '#domain/run.ts';

import { createLogFile, headBytes, headFile, tailBytes, tailFile, type LogFile } from './log-files.ts';

/**
 * The output of one run on disk: its first MiB and its last 4 MiB. What was appended is in the files a tenth of a second
 * later, so also after the death of this process. A full disk is a finding and never an error.
 */
export interface RunLog extends AsyncDisposable {
  /** Appends complete lines. Returns a promise when the disk is behind: append no more before it resolves. */
  append(text: string): Promise<void> | undefined;
  /** Resolves when all that was appended is in the files, or is lost. Never rejects. */
  flush(): Promise<void>;
  findings(): readonly ReportFinding[];
  close(): Promise<void>;
}

const flushAfterMs = 100;
const flushAtLength = 262_144;
const behindAtLength = 1_048_576;

/** Begins the log of a run in its folder (made before). `create` opens a new file. Never rejects. */
export async function openRunLog(folder: string, create = createLogFile): Promise<RunLog> {
  const files = createFiles(folder, create);
  await files.write(Buffer.alloc(0));
  let waiting: string[] = [];
  let waitingLength = 0;
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> | undefined;

  async function writeAll(): Promise<void> {
    do {
      const bytes = Buffer.from(waiting.join(''));
      waiting = [];
      waitingLength = 0;
      await files.write(bytes);
    } while (waitingLength > 0);
    writing = undefined;
  }

  function flush(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    writing ??= writeAll();
    return writing;
  }

  async function close(): Promise<void> {
    await flush();
    await files.close();
  }

  return {
    append(text) {
      waiting.push(text);
      waitingLength += text.length;
      if (waitingLength >= behindAtLength) return flush();
      if (waitingLength >= flushAtLength) void flush();
      else timer ??= setTimeout(() => void flush(), flushAfterMs).unref();
      return undefined;
    },
    flush,
    findings: () => files.findings(),
    close,
    [Symbol.asyncDispose]: close,
  };
}

interface Files {
  /** Complete lines. Never rejects. */
  write(bytes: Buffer): Promise<void>;
  findings(): readonly ReportFinding[];
  close(): Promise<void>;
}

interface OpenFile extends LogFile {
  readonly handle: FileHandle;
  size: number;
}

/** At most the head and two tails are on disk: a full one, and the one that is being written. */
function createFiles(folder: string, create: typeof createLogFile): Files {
  let current: OpenFile | undefined;
  let full: LogFile | undefined;
  let offset = 0;
  let lostBytes = 0;
  let fault: unknown;

  async function begin(file: LogFile): Promise<OpenFile> {
    const handle = await create(file);
    await current?.handle.close();
    if (full !== undefined) await rm(full.path, { force: true });
    full = current === undefined || current.offset === 0 ? undefined : current;
    current = { ...file, handle, size: 0 };
    return current;
  }

  async function place(bytes: Buffer): Promise<Buffer> {
    const file = current ?? (await begin(offset === 0 ? headFile(folder) : tailFile(folder, offset)));
    const room = (file.offset === 0 ? headBytes : tailBytes) - file.size;
    const fitting = bytes.length <= room ? bytes.length : bytes.subarray(0, room).lastIndexOf(10) + 1;
    if (fitting === 0 && file.size === 0) return writeTo(file, bytes, bytes.length);
    if (fitting > 0 || bytes.length === 0) return writeTo(file, bytes, fitting);
    await begin(tailFile(folder, offset));
    return bytes;
  }

  async function writeTo(file: OpenFile, bytes: Buffer, length: number): Promise<Buffer> {
    try {
      await file.handle.writeFile(bytes.subarray(0, length));
    } catch (error) {
      await file.handle.truncate(file.size).catch(() => undefined);
      throw error;
    }
    file.size += length;
    offset += length;
    return bytes.subarray(length);
  }

  return {
    async write(bytes) {
      let rest = bytes;
      try {
        do rest = await place(rest);
        while (rest.length > 0);
      } catch (error) {
        fault = error;
        lostBytes += rest.length;
        offset += rest.length;
      }
    },
    findings: () => (fault === undefined ? [] : [lostFinding(folder, lostBytes, fault)]),
    async close() {
      const last = current?.handle;
      current = undefined;
      await last?.close().catch(() => undefined);
    },
  };
}

function lostFinding(folder: string, lostBytes: number, fault: unknown): ReportFinding {
  const reason = fault instanceof Error ? fault.message : String(fault);
  return {
    code: 'log-incomplete',
    message: `${lostBytes} bytes of output could not be kept in "${folder}": ${reason}`,
  };
}
