import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Disk } from '../disk.ts';
import { JournalFile, wholeLines } from '../journal-file.ts';
import { syncFolder } from '../replace-file.ts';
import { ifThere, toStoreError } from '../store-error.ts';

/** How much of a time names a segment: `2026-11-22` or `2026-11-22T16`. */
export type Span = 'day' | 'hour';

export interface SegmentsOptions {
  readonly folder: string;
  readonly span: Span;
  readonly keepMs: number;
}

/** Bounds the work of one hour, and what a clock that jumped ahead can cost. */
const REMOVED_AT_ONCE = 48;

/** Lines in a row of files, one for each hour or day in which they were written. Old files go whole. */
export class Segments {
  readonly #disk: Disk;
  readonly #options: SegmentsOptions;
  #current: { readonly name: string; readonly file: JournalFile } | undefined;

  constructor(disk: Disk, options: SegmentsOptions) {
    this.#disk = disk;
    this.#options = options;
  }

  get folder(): string {
    return this.#options.folder;
  }

  /** Nothing was written to the segment that was entered last. */
  get isEmpty(): boolean {
    return this.#current?.file.length === 0;
  }

  /** Goes on in the segment of this moment. Returns its name and lines when that is another one than before. */
  async enter(): Promise<{ readonly name: string; readonly lines: Buffer } | undefined> {
    const name = segmentAt(this.#disk.now().getTime(), this.#options.span);
    if (this.#current?.name === name) return undefined;
    const { file, lines } = await openSegment(this.folder, name);
    const old = this.#current?.file;
    this.#current = { name, file };
    await old?.close().catch(() => undefined);
    // History that could not be removed now is removed an hour later.
    await this.#removeOld().catch(() => undefined);
    return { name, lines };
  }

  /** Resolves when the kernel has it all. */
  async append(bytes: Buffer): Promise<void> {
    if (this.#current === undefined) throw new Error('Enter a segment first');
    await this.#current.file.append(bytes, []);
  }

  async close(): Promise<void> {
    await this.#current?.file.close();
  }

  async #removeOld(): Promise<void> {
    const oldest = segmentAt(this.#disk.now().getTime() - this.#options.keepMs, this.#options.span);
    const old = (await segmentNames(this.folder)).filter((name) => name < oldest);
    await Promise.all(old.slice(-REMOVED_AT_ONCE).map((name) => rm(segmentPath(this.folder, name), { force: true })));
  }
}

export function segmentAt(atMs: number, span: Span): string {
  return new Date(atMs).toISOString().slice(0, span === 'day' ? 10 : 13);
}

/** Newest first; those that may hold what was written since then. */
export async function segmentNames(folder: string, oldest = ''): Promise<readonly string[]> {
  const files = (await ifThere(readdir(folder))) ?? [];
  const names = files.flatMap((file) => (/^\d{4}-\d\d-\d\d(T\d\d)?\.ndjson$/u.test(file) ? [file.slice(0, -7)] : []));
  return names.filter((name) => name >= oldest).toSorted((one, other) => (one < other ? 1 : -1));
}

/** The lines that are written whole; none when it has gone. */
export async function readSegment(folder: string, name: string): Promise<Buffer> {
  return wholeLines((await ifThere(readFile(segmentPath(folder, name)))) ?? Buffer.alloc(0));
}

async function openSegment(folder: string, name: string): ReturnType<typeof JournalFile.open> {
  const opened = await JournalFile.open(segmentPath(folder, name));
  try {
    await syncFolder(folder);
    return opened;
  } catch (error) {
    await opened.file.close();
    throw toStoreError(error, folder);
  }
}

function segmentPath(folder: string, name: string): string {
  return join(folder, `${name}.ndjson`);
}
