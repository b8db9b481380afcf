import { rm } from 'node:fs/promises';
import { JournalFile, journalNumbers, journalPath } from './journal-file.ts';
import type { EncodedLine, Extent } from './journal-line.ts';

/** One thing to be written. */
export interface JournalEntry {
  readonly line: EncodedLine;
  /** Asked just before: bytes written earlier that are to be blanked along with it. */
  readonly blanks: () => readonly Extent[];
  /** Called as soon as it is written; `start` is where the line begins in the file. */
  readonly written: (start: number) => void;
}

/** A line that a fresh file has to begin with. */
export interface CarriedLine {
  readonly line: EncodedLine;
  /** Where its secret stands in the file before. */
  readonly secret: Extent | undefined;
  readonly moved: (start: number) => void;
}

export interface Carry {
  readonly lines: () => readonly CarriedLine[];
  /** About how long they are together. */
  readonly bytes: () => number;
}

interface Waiting {
  readonly entry: JournalEntry;
  readonly done: PromiseWithResolvers<void>;
}

/** Some 150 requests; eight times as many while requests keep coming. Two files are read whole at every start. */
const LEAST_ROOM_BYTES = 128 * 1024;
const MOST_ROOM_BYTES = 1024 * 1024;
const BUSY_MS = 60_000;
/** The record of who did what, together at most 128 MiB. */
const FILES_KEPT = 128;
const RETRY_MS = 5_000;

/** Lines are appended to the newest of a row of files. Lines that come together share one write. */
export class Journal {
  readonly #folder: string;
  readonly #carry: Carry;
  #number: number;
  #current: JournalFile;
  #spare: JournalFile | undefined;
  #waiting: Waiting[] = [];
  #flushing: Promise<void> | undefined;
  #roomBytes = LEAST_ROOM_BYTES;
  #changedAtMs = -BUSY_MS;
  #isPreparing = false;
  #prepareAtMs = 0;
  /** What goes on beside the writing, so that nobody waits for it. */
  #aside: Promise<void> = Promise.resolve();

  constructor(opened: OpenedJournal, carry: Carry) {
    this.#folder = opened.folder;
    this.#number = opened.number;
    this.#current = opened.file;
    this.#carry = carry;
  }

  append(entry: JournalEntry): Promise<void> {
    const done = Promise.withResolvers<void>();
    this.#waiting.push({ entry, done });
    this.#flushing ??= this.#flush();
    return done.promise;
  }

  async close(): Promise<void> {
    await this.#flushing;
    await this.#aside;
    await this.#spare?.close();
    await this.#current.close();
  }

  async #flush(): Promise<void> {
    // What is appended in the same tick joins the first write.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const batch = this.#waiting;
      this.#waiting = [];
      await this.#write(batch);
    }
    this.#flushing = undefined;
  }

  async #write(batch: readonly Waiting[]): Promise<void> {
    const bytes = Buffer.concat(batch.map(({ entry }) => entry.line.bytes));
    try {
      if (this.#current.room < bytes.length && this.#spare !== undefined) await this.#change(this.#spare);
      let start = this.#current.length;
      await this.#current.append(
        bytes,
        batch.flatMap(({ entry }) => entry.blanks()),
      );
      for (const { entry, done } of batch) {
        entry.written(start);
        start += entry.line.bytes.length;
        done.resolve();
      }
    } catch (error) {
      for (const { done } of batch) done.reject(error);
    }
    this.#prepareSpare();
  }

  /** Goes on in the spare file, which begins with what is pending, so that older files need not be read. */
  async #change(spare: JournalFile): Promise<void> {
    const [old, carried] = [this.#current, this.#carry.lines()];
    await spare.append(Buffer.concat(carried.map(({ line }) => line.bytes)), []);
    this.#current = spare;
    this.#spare = undefined;
    this.#number += 1;
    this.#changedAtMs = performance.now();
    let start = 0;
    for (const { line, moved } of carried) {
      moved(start);
      start += line.bytes.length;
    }
    const secrets = carried.flatMap(({ secret }) => secret ?? []);
    this.#aside = this.#aside.then(() => old.retire(secrets)).catch(() => undefined);
  }

  #prepareSpare(): void {
    const isEnough = this.#spare !== undefined || this.#current.room >= this.#roomBytes / 2;
    if (isEnough || this.#isPreparing || performance.now() < this.#prepareAtMs) return;
    this.#isPreparing = true;
    const making = this.#aside.then(() => this.#makeSpare());
    this.#aside = making
      .catch(() => {
        // Without a spare the journal only grows; on a full disk there is no use in trying at every line.
        this.#prepareAtMs = performance.now() + RETRY_MS;
      })
      .finally(() => {
        this.#isPreparing = false;
      });
  }

  async #makeSpare(): Promise<void> {
    const path = journalPath(this.#folder, this.#number + 1);
    // One that could not be finished before.
    await rm(path, { force: true });
    const isBusy = performance.now() - this.#changedAtMs < BUSY_MS;
    this.#roomBytes = isBusy ? Math.min(2 * this.#roomBytes, MOST_ROOM_BYTES) : LEAST_ROOM_BYTES;
    this.#spare = await JournalFile.create(path, this.#roomBytes + 2 * this.#carry.bytes());
    const surplus = (await journalNumbers(this.#folder)).slice(FILES_KEPT);
    await Promise.all(surplus.map((number) => rm(journalPath(this.#folder, number), { force: true })));
  }
}

export interface OpenedJournal {
  readonly folder: string;
  readonly number: number;
  readonly file: JournalFile;
}
