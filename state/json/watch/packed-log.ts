import type { Disk } from '../disk.ts';
import { Batches } from './batches.ts';
import { type Packed, PackedPage, textOf } from './packed-page.ts';
import { readSegment, segmentAt, segmentNames, Segments } from './segments.ts';

/** Packed records by the hour in which they were written. */
export interface Pages<W> {
  /** Newest first; those that may hold what was written since then. */
  names(sinceMs: number): Promise<readonly string[]>;
  page(name: string): Promise<PackedPage<W>>;
}

/** 16 bytes each: the last hours of many endpoints, or weeks of a few. */
const RECORDS_IN_MEMORY = 500_000;

/** The pages of a folder that another process may be writing to. */
export class PagesOnDisk<W> implements Pages<W> {
  readonly #folder: string;
  readonly #notices: string[];

  constructor(folder: string, notices: string[]) {
    this.#folder = folder;
    this.#notices = notices;
  }

  names(sinceMs: number): Promise<readonly string[]> {
    return segmentNames(this.#folder, segmentAt(sinceMs, 'hour'));
  }

  async page(name: string): Promise<PackedPage<W>> {
    const page = PackedPage.read<W>(await readSegment(this.#folder, name));
    sayDamage(page, `${this.#folder}/${name}.ndjson`, this.#notices);
    return page;
  }
}

/** Appends packed records; the newest pages stay in memory. */
export class PackedLog<W> implements Pages<W> {
  readonly #disk: Disk;
  readonly #segments: Segments;
  readonly #onDisk: PagesOnDisk<W>;
  readonly #batches = new Batches<Packed<W>>((entries) => this.#write(entries));
  readonly #pages = new Map<string, PackedPage<W>>();
  #current: { readonly name: string; readonly page: PackedPage<W> } | undefined;
  /** Only this process begins or removes a segment. */
  #names: readonly string[] | undefined;

  constructor(disk: Disk, folder: string, keepMs: number) {
    this.#disk = disk;
    this.#segments = new Segments(disk, { folder, span: 'hour', keepMs });
    this.#onDisk = new PagesOnDisk(folder, disk.notices);
  }

  add(entries: readonly Packed<W>[]): Promise<void> {
    if (entries.length === 0) return Promise.resolve();
    return this.#disk.writes.run(() => this.#batches.add(entries));
  }

  async names(sinceMs: number): Promise<readonly string[]> {
    const oldest = segmentAt(sinceMs, 'hour');
    const listed = (this.#names ??= await this.#onDisk.names(0));
    // It may have been begun while the folder was being read.
    const newest = this.#current === undefined || listed.includes(this.#current.name) ? [] : [this.#current.name];
    return [...newest, ...listed].filter((name) => name >= oldest);
  }

  async page(name: string): Promise<PackedPage<W>> {
    if (this.#current?.name === name) return this.#current.page;
    const page = this.#pages.get(name) ?? (await this.#onDisk.page(name));
    // Entered while it was being read: from now on that one grows.
    if (this.#current?.name === name) return this.#current.page;
    this.#remember(name, page);
    return page;
  }

  close(): Promise<void> {
    return this.#segments.close();
  }

  async #write(entries: readonly Packed<W>[]): Promise<void> {
    const page = await this.#enter();
    const line = page.lineFor(entries);
    await this.#segments.append(Buffer.from(textOf(line)));
    page.take(line);
  }

  async #enter(): Promise<PackedPage<W>> {
    const entered = await this.#segments.enter();
    if (entered !== undefined) {
      if (this.#current !== undefined) this.#remember(this.#current.name, this.#current.page);
      this.#pages.delete(entered.name);
      this.#names = undefined;
      this.#current = { name: entered.name, page: PackedPage.read<W>(entered.lines) };
    }
    if (this.#current === undefined) throw new Error('No segment was entered');
    return this.#current.page;
  }

  #remember(name: string, page: PackedPage<W>): void {
    this.#pages.delete(name);
    this.#pages.set(name, page);
    let records = this.#pages.values().reduce((sum, { size }) => sum + size, 0);
    for (const [oldest, { size }] of this.#pages) {
      if (records <= RECORDS_IN_MEMORY) return;
      this.#pages.delete(oldest);
      records -= size;
    }
  }
}

function sayDamage<W>({ unreadable }: PackedPage<W>, path: string, notices: string[]): void {
  if (unreadable === 0) return;
  const notice = `${unreadable} lines of "${path}" are damaged and were passed over`;
  if (!notices.includes(notice)) notices.push(notice);
}
