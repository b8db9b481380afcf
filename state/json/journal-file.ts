import { constants, writeSync } from 'node:fs';
import { type FileHandle, open, readdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Extent } from './journal-line.ts';
import { syncFolder } from './replace-file.ts';
import { toStoreError } from './store-error.ts';

const CHUNK_BYTES = 64 * 1024;
/** A write in line that took longer sends the next ones to a thread, for so long. */
const SLOW_MS = 20;
const RESPITE_MS = 30_000;
/** From one wait for the disk to the next: each wakes a thread, which takes a core from acknowledgements. */
const SYNC_PACE_MS = 50;

/**
 * One file of the journal. It is made with room: writing over zeros that are on disk already does not wait for the
 * file system's own journal, which others keep busy (p99 of fdatasync 1 ms in place of 13 ms on a loaded disk).
 */
export class JournalFile {
  readonly #path: string;
  readonly #file: FileHandle;
  /** Up to here every line is written. */
  #length: number;
  #size: number;
  #isDirty = false;
  #slowUntil = 0;
  #syncing: Promise<void> | undefined;
  #fault: unknown;
  readonly #ending = new AbortController();

  private constructor(path: string, file: FileHandle, extent: { length: number; size: number }) {
    this.#path = path;
    this.#file = file;
    this.#length = extent.length;
    this.#size = extent.size;
  }

  /** Makes a file with room for so many bytes. */
  static async create(path: string, roomBytes: number): Promise<JournalFile> {
    const file = await openJournalFile(path, constants.O_EXCL);
    const made = new JournalFile(path, file, { length: 0, size: roomBytes });
    try {
      const zeros = Buffer.alloc(CHUNK_BYTES);
      for (let at = 0; at < roomBytes; at += CHUNK_BYTES) await made.#writeAt(zeros, at);
      await file.sync();
      await syncFolder(dirname(path));
      return made;
    } catch (error) {
      await file.close();
      // On a full disk it would hold the last of the room.
      await rm(path, { force: true });
      throw toStoreError(error, path);
    }
  }

  /** Opens a file and clears what a dying process left of lines that it did not finish. */
  static async open(path: string): Promise<{ readonly file: JournalFile; readonly lines: Buffer }> {
    const file = await openJournalFile(path, 0);
    const bytes = await file.readFile();
    const lines = wholeLines(bytes);
    const opened = new JournalFile(path, file, { length: lines.length, size: bytes.length });
    if (bytes.subarray(lines.length).some((byte) => byte !== 0)) await opened.#clearRest();
    return { file: opened, lines };
  }

  get length(): number {
    return this.#length;
  }

  /** Bytes that can be written without the file growing. */
  get room(): number {
    return this.#size - this.#length;
  }

  /**
   * Writes lines at the end, and spaces over earlier bytes. Resolves when the kernel has it all, which outlives this
   * process; the disk has it moments later. A disk that failed then fails the next append.
   */
  async append(bytes: Buffer, blanks: readonly Extent[]): Promise<void> {
    try {
      if (this.#fault !== undefined) throw this.#fault;
      await this.#blank(blanks);
      await this.#writeLines(bytes);
      this.#syncSoon();
    } catch (error) {
      this.#fault = undefined;
      // Half a line would be taken for damage at the next start.
      await this.#clearRest().catch(() => undefined);
      throw toStoreError(error, this.#path);
    }
    this.#length += bytes.length;
    this.#size = Math.max(this.#size, this.#length);
  }

  /** Gives back the room that was not needed and closes the file. */
  async retire(blanks: readonly Extent[]): Promise<void> {
    try {
      await this.#lastSync();
      await this.#blank(blanks);
      await this.#file.truncate(this.#length);
    } finally {
      await this.#file.close();
    }
  }

  async close(): Promise<void> {
    await this.#lastSync();
    await this.#file.close();
  }

  #lastSync(): Promise<void> | undefined {
    this.#ending.abort();
    return this.#syncing;
  }

  /** The first line at once. What is written while the disk is busy, or just after, is taken along by the next turn. */
  #syncSoon(): void {
    this.#isDirty = true;
    this.#syncing ??= this.#sync().finally(() => {
      this.#syncing = undefined;
    });
  }

  async #sync(): Promise<void> {
    try {
      while (this.#isDirty) {
        this.#isDirty = false;
        await this.#file.datasync();
        await delay(SYNC_PACE_MS, undefined, { ref: false, signal: this.#ending.signal }).catch(() => undefined);
      }
    } catch (error) {
      this.#fault = error;
    }
  }

  async #blank(extents: readonly Extent[]): Promise<void> {
    for (const { start, length } of extents) await this.#writeAt(Buffer.alloc(length, ' '), start);
  }

  async #clearRest(): Promise<void> {
    await this.#file.truncate(this.#length);
    this.#size = this.#length;
  }

  /** In line, since the kernel takes a few bytes in microseconds and waking a thread takes as long as others keep the cores. */
  async #writeLines(bytes: Buffer): Promise<void> {
    const begunAt = performance.now();
    if (bytes.length > CHUNK_BYTES || begunAt < this.#slowUntil) return this.#writeAt(bytes, this.#length);
    const written = writeSync(this.#file.fd, bytes, 0, bytes.length, this.#length);
    if (performance.now() - begunAt > SLOW_MS) this.#slowUntil = begunAt + RESPITE_MS;
    if (written < bytes.length) await this.#writeAt(bytes.subarray(written), this.#length + written);
  }

  async #writeAt(bytes: Buffer, start: number): Promise<void> {
    let done = 0;
    while (done < bytes.length) {
      const { bytesWritten } = await this.#file.write(bytes, done, bytes.length - done, start + done);
      done += bytesWritten;
    }
  }
}

/** What was written whole: behind it stand zeros, or what was torn. */
export function wholeLines(bytes: Buffer): Buffer {
  const zero = bytes.indexOf(0);
  const written = bytes.subarray(0, zero === -1 ? bytes.length : zero);
  return written.subarray(0, written.lastIndexOf('\n') + 1);
}

export function journalPath(folder: string, number: number): string {
  return join(folder, `${String(number).padStart(8, '0')}.ndjson`);
}

/** Numbers of the files of a journal, newest first. */
export async function journalNumbers(folder: string): Promise<readonly number[]> {
  const names = await readdir(folder);
  const numbers = names.flatMap((name) => (/^\d{8,}\.ndjson$/u.test(name) ? [Number.parseInt(name, 10)] : []));
  return numbers.sort((a, b) => b - a);
}

async function openJournalFile(path: string, how: number): Promise<FileHandle> {
  try {
    return await open(path, constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW | how, 0o600);
  } catch (error) {
    throw toStoreError(error, path);
  }
}
