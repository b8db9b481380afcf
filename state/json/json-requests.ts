import { OperatorError } from '#domain/operator-error.ts';
import type { Request, RequestStore } from '../state.ts';
import type { Disk } from './disk.ts';
import { Journal } from './journal.ts';
import { encodeLine, type Entry, type Extent } from './journal-line.ts';
import { openJournal } from './open-journal.ts';
import { PendingRequests } from './pending-requests.ts';

/** Some 60 MB of memory. Beyond it people are told to wait, and nothing that was acknowledged is dropped. */
const UNFINISHED_LIMIT = 50_000;
const OUTCOME_CHARACTERS = 1_000;
const PENDING_BYTES = 1024;

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
    const known = new PendingRequests();
    const opened = await openJournal(disk, known);
    const lines = () =>
      known.lines().map(({ id, ...carried }) => ({
        ...carried,
        moved: (start: number) => known.moved(id, carried.line, start),
      }));
    const journal = new Journal(opened, { lines, bytes: () => known.size * PENDING_BYTES });
    return new JsonRequests(disk, journal, known);
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

function tooMany(): OperatorError {
  return new OperatorError({
    code: 'STORE_TOO_MANY_REQUESTS',
    message: `${UNFINISHED_LIMIT} requests are waiting to be answered`,
    hint: 'Wait until some are answered, then ask again',
  });
}
