import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { OperatorError } from '#domain/operator-error.ts';
import type { Request, RequestStore } from '../state.ts';
import type { Disk } from './disk.ts';
import { Journal, oldJournals, oldStem, openJournal } from './journal.ts';
import { decodeLine, encodeLine, type Entry, type Extent, linesOf } from './journal-line.ts';
import { PendingRequests, rememberedSince } from './pending-requests.ts';
import { ifThere } from './store-error.ts';

/** Some 35 MB of memory. Beyond it people are told to wait, and nothing that was acknowledged is dropped. */
const UNFINISHED_LIMIT = 50_000;
const OUTCOME_CHARACTERS = 1_000;

export class JsonRequests implements RequestStore {
  readonly #disk: Disk;
  readonly #journal: Journal;
  readonly #known: PendingRequests;
  readonly #arriving = new Map<string, Promise<void>>();

  private constructor(disk: Disk, journal: Journal, known: PendingRequests) {
    this.#disk = disk;
    this.#journal = journal;
    this.#known = known;
  }

  static async open(disk: Disk): Promise<JsonRequests> {
    const path = disk.layout.requests;
    const known = new PendingRequests();
    await rememberOld(path, known, disk.now());
    const opened = await openJournal(path);
    const unreadable = replay(opened.bytes, known);
    if (unreadable > 0)
      disk.notices.push(`${unreadable} lines of "${basename(path)}" are damaged and were passed over`);
    const carried = () =>
      known
        .lines()
        .map(({ id, ...carry }) => ({ ...carry, moved: (start: number) => known.moved(id, carry.line, start) }));
    return new JsonRequests(disk, new Journal(opened, disk.now, carried), known);
  }

  async accept(request: Request): Promise<boolean> {
    const arriving = this.#arriving.get(request.id);
    if (arriving !== undefined) {
      await arriving;
      return false;
    }
    this.#known.forgetOld(this.#disk.now());
    if (this.#known.hasSeen(request.id)) return false;
    if (this.#known.size + this.#arriving.size >= UNFINISHED_LIMIT) throw tooMany();
    const writing = this.#write({ kind: 'accepted', at: this.#disk.now().toISOString(), request });
    this.#arriving.set(request.id, writing);
    try {
      await writing;
    } finally {
      this.#arriving.delete(request.id);
    }
    return true;
  }

  async finish(id: string, outcome: string): Promise<void> {
    await this.#arriving.get(id);
    if (!this.#known.has(id)) return;
    const at = this.#disk.now().toISOString();
    await this.#write({ kind: 'finished', at, id, outcome: outcome.slice(0, OUTCOME_CHARACTERS) });
  }

  async pending(): Promise<readonly Request[]> {
    return this.#known.list(this.#disk.now());
  }

  close(): Promise<void> {
    return this.#journal.close();
  }

  #write(entry: Entry): Promise<void> {
    const line = encodeLine(entry);
    const written = (start: number) => this.#known.take(entry, line, start);
    return this.#disk.writes.run(() => this.#journal.append({ line, written, blanks: () => this.#blanks(entry) }));
  }

  #blanks(entry: Entry): readonly Extent[] {
    const dead = this.#known.takeDeadUrls(this.#disk.now());
    if (entry.kind === 'accepted') return dead;
    return [...dead, ...[this.#known.secretOf(entry.id)].filter((secret) => secret !== undefined)];
  }
}

/** Reads a journal into what is known; returns how many lines could not be read. */
export function replay(bytes: Buffer, known: PendingRequests): number {
  let unreadable = 0;
  for (const { start, text } of linesOf(bytes)) {
    const entry = decodeLine(text);
    if (entry === undefined) unreadable += 1;
    else known.take(entry, encodeLine(entry), start);
  }
  return unreadable;
}

async function rememberOld(path: string, known: PendingRequests, now: Date): Promise<void> {
  const since = basename(oldStem(path, rememberedSince(now)));
  for (const name of await oldJournals(path)) {
    if (name < since) continue;
    const bytes = await ifThere(readFile(join(dirname(path), name)));
    for (const { text } of linesOf(bytes ?? Buffer.alloc(0))) {
      const entry = decodeLine(text);
      if (entry?.kind === 'accepted') known.remember(entry.request.id, entry.at);
    }
  }
}

function tooMany(): OperatorError {
  return new OperatorError({
    code: 'STORE_TOO_MANY_REQUESTS',
    message: `${UNFINISHED_LIMIT} requests are waiting to be answered`,
    hint: 'Wait until some are answered, then ask again',
  });
}
