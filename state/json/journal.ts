import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, link, open, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { EncodedLine, Extent } from './journal-line.ts';
import { syncFolder, temporaryName, writeNew } from './replace-file.ts';
import { toStoreError } from './store-error.ts';

/** One thing to be written. Its functions are called just before and just after, at once for all of one write. */
export interface JournalEntry {
  readonly line: EncodedLine;
  /** Bytes written earlier that are to be blanked along with it. */
  readonly blanks: () => readonly Extent[];
  /** `start`: where the line begins in the file. */
  readonly written: (start: number) => void;
}

/** A line that a fresh file has to begin with. */
export interface CarriedLine {
  readonly line: EncodedLine;
  /** Where its secret stands in the file before. */
  readonly secret: Extent | undefined;
  readonly moved: (start: number) => void;
}

interface Waiting {
  readonly entry: JournalEntry;
  readonly done: PromiseWithResolvers<void>;
}

/** A file of the journal is read whole at every start: 2 MiB take some 20 ms. */
const ROTATED_AT_BYTES = 2 * 1024 * 1024;
/** The record of who did what, together 64 MiB. */
const FILES_KEPT = 32;

/** A file that lines are appended to. Lines that come together share one write and one fdatasync. */
export class Journal {
  readonly #path: string;
  readonly #carried: () => readonly CarriedLine[];
  readonly #now: () => Date;
  #file: FileHandle;
  /** Up to here every line is on disk. */
  #length: number;
  #rotatedAt: number;
  #waiting: Waiting[] = [];
  #flushing: Promise<void> | undefined;

  constructor(opened: OpenedJournal, now: () => Date, carried: () => readonly CarriedLine[]) {
    this.#path = opened.path;
    this.#file = opened.file;
    this.#length = opened.length;
    this.#rotatedAt = Math.max(ROTATED_AT_BYTES, opened.length);
    this.#now = now;
    this.#carried = carried;
  }

  append(entry: JournalEntry): Promise<void> {
    const done = Promise.withResolvers<void>();
    this.#waiting.push({ entry, done });
    this.#flushing ??= this.#flush();
    return done.promise;
  }

  async close(): Promise<void> {
    await this.#flushing;
    await this.#file.close();
  }

  async #flush(): Promise<void> {
    // What is appended in the same tick joins the first write.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const batch = this.#waiting;
      this.#waiting = [];
      await this.#write(batch);
      if (this.#length >= this.#rotatedAt) await this.#rotate();
    }
    this.#flushing = undefined;
  }

  async #write(batch: readonly Waiting[]): Promise<void> {
    const bytes = Buffer.concat(batch.map(({ entry }) => entry.line.bytes));
    try {
      for (const { entry } of batch) await blank(this.#file, entry.blanks());
      await writeAt(this.#file, bytes, this.#length);
      await this.#file.datasync();
    } catch (error) {
      // Half a line would be taken for damage at the next start.
      await this.#file.truncate(this.#length).catch(() => undefined);
      for (const { done } of batch) done.reject(toStoreError(error, this.#path));
      return;
    }
    for (const { entry, done } of batch) {
      entry.written(this.#length);
      this.#length += entry.line.bytes.length;
      done.resolve();
    }
  }

  async #rotate(): Promise<void> {
    try {
      await this.#beginAnew(this.#carried());
      await this.#removeOldest();
    } catch {
      // Nothing is lost by a journal that goes on growing until there is room for a fresh one.
      this.#rotatedAt = this.#length + ROTATED_AT_BYTES / 2;
    }
  }

  async #beginAnew(carried: readonly CarriedLine[]): Promise<void> {
    const fresh = temporaryName(this.#path);
    const old = this.#file;
    let file: FileHandle | undefined;
    try {
      await writeNew(
        fresh,
        carried.values().map(({ line }) => line.bytes.toString()),
      );
      file = await open(fresh, 'r+');
      await link(this.#path, `${oldStem(this.#path, this.#now())}-${randomBytes(2).toString('hex')}.ndjson`);
      await rename(fresh, this.#path);
    } catch (error) {
      await file?.close();
      await rm(fresh, { force: true });
      throw error;
    }
    this.#file = file;
    this.#length = 0;
    for (const { line, moved } of carried) {
      moved(this.#length);
      this.#length += line.bytes.length;
    }
    this.#rotatedAt = Math.max(ROTATED_AT_BYTES, 2 * this.#length);
    await retire(old, carried);
    await syncFolder(dirname(this.#path));
  }

  async #removeOldest(): Promise<void> {
    const names = await oldJournals(this.#path);
    const surplus = names.slice(0, Math.max(0, names.length - FILES_KEPT));
    await Promise.all(surplus.map((name) => rm(join(dirname(this.#path), name), { force: true })));
  }
}

export interface OpenedJournal {
  readonly path: string;
  readonly file: FileHandle;
  readonly length: number;
  readonly bytes: Buffer;
}

/** Opens or makes the file and cuts off a last line that a dying process left unfinished. */
export async function openJournal(path: string): Promise<OpenedJournal> {
  try {
    const file = await open(path, constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW, 0o600);
    const bytes = await file.readFile();
    const length = bytes.lastIndexOf('\n') + 1;
    if (length < bytes.length) await file.truncate(length);
    await syncFolder(dirname(path));
    return { path, file, length, bytes: bytes.subarray(0, length) };
  } catch (error) {
    throw toStoreError(error, path);
  }
}

/** Names of the files before this one, oldest first. They hold the time at which they were put aside. */
export async function oldJournals(path: string): Promise<readonly string[]> {
  const stem = basename(path, '.ndjson');
  const names = await readdir(dirname(path));
  return names.filter((name) => name.startsWith(`${stem}-`) && name.endsWith('.ndjson')).sort();
}

/** The beginning of the name under which a journal is put aside; sorts by time. */
export function oldStem(path: string, at: Date): string {
  return path.replace(/\.ndjson$/u, `-${at.toISOString().replaceAll(':', '-')}`);
}

async function retire(file: FileHandle, carried: readonly CarriedLine[]): Promise<void> {
  try {
    await blank(
      file,
      carried.flatMap(({ secret }) => secret ?? []),
    );
  } finally {
    await file.close();
  }
}

async function blank(file: FileHandle, extents: readonly Extent[]): Promise<void> {
  for (const { start, length } of extents) await writeAt(file, Buffer.alloc(length, ' '), start);
}

async function writeAt(file: FileHandle, bytes: Buffer, start: number): Promise<void> {
  let done = 0;
  while (done < bytes.length) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done, start + done);
    done += bytesWritten;
  }
}
