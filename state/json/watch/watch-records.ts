import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { OperatorError } from '#domain/operator-error.ts';
import { removeFolder, sweepTemporaries } from '../data-folder.ts';
import type { Disk } from '../disk.ts';
import type { Document, Step } from '../document.ts';
import { Documents } from '../documents.ts';
import { syncFolder } from '../replace-file.ts';
import { toStoreError } from '../store-error.ts';
import { numbersIn, recordPath } from './record-folders.ts';
import type { Numbers } from './watch-shapes.ts';
import type { RecordKind } from './record-kinds.ts';

/** Bounds what one new record pays for many that have to go. */
const REMOVED_AT_ONCE = 16;
const READ_AT_ONCE = 16;

/** Records of one kind, a folder each; in memory only a line of each. */
export class WatchRecords<T extends { readonly id: string }, S> {
  readonly #disk: Disk;
  readonly #kind: RecordKind<T, S>;
  readonly #folder: string;
  readonly #numbers: Document<Numbers>;
  readonly #documents: Documents<T | null>;
  /** By number, ascending. */
  readonly #lines = new Map<number, S>();
  #nextNumber: number;

  private constructor(disk: Disk, kind: RecordKind<T, S>, numbers: Document<Numbers>) {
    this.#disk = disk;
    this.#kind = kind;
    this.#folder = disk.layout.watch[kind.place];
    this.#numbers = numbers;
    this.#documents = new Documents<T | null>(disk, kind.shape, null);
    this.#nextNumber = numbers.value[kind.name] ?? 1;
  }

  static async open<T extends { readonly id: string }, S>(
    disk: Disk,
    kind: RecordKind<T, S>,
    numbers: Document<Numbers>,
  ): Promise<WatchRecords<T, S>> {
    const records = new WatchRecords(disk, kind, numbers);
    await records.#load();
    return records;
  }

  /** In the order of their numbers. */
  lines(): Iterable<readonly [id: string, line: S]> {
    return this.#lines.entries().map(([number, line]) => [this.#kind.prefix + number, line] as const);
  }

  has(id: string): boolean {
    return this.#lineOf(id) !== undefined;
  }

  async get(id: string): Promise<T | undefined> {
    if (!this.has(id)) return undefined;
    return (await this.#documents.read(this.#path(id))) ?? undefined;
  }

  /** In the order of the ids; those that went in the meantime are left out. */
  async getAll(ids: readonly string[]): Promise<readonly T[]> {
    const found: T[] = [];
    for (let start = 0; start < ids.length; start += READ_AT_ONCE) {
      const records = await Promise.all(ids.slice(start, start + READ_AT_ONCE).map((id) => this.get(id)));
      found.push(...records.filter((record) => record !== undefined));
    }
    return found;
  }

  async add(make: (id: string) => T): Promise<T> {
    const number = this.#nextNumber;
    this.#nextNumber += 1;
    const id = this.#kind.prefix + number;
    await this.#numbers.update((numbers) => ({
      ...numbers,
      [this.#kind.name]: Math.max(numbers[this.#kind.name] ?? 1, number + 1),
    }));
    const record = await this.#create(make(id));
    this.#lines.set(number, this.#kind.lineOf(record));
    await this.#trim().catch(() => undefined);
    return record;
  }

  async change(id: string, change: (record: T) => T): Promise<Step<T>> {
    if (!this.has(id)) throw this.#unknown(id);
    const step = await this.#documents.use(this.#path(id), (document) =>
      document.update((record) => record && change(record)),
    );
    if (step.before === null || step.after === null) throw this.#unknown(id);
    if (this.has(id)) this.#lines.set(this.#kind.numberOf(id), this.#kind.lineOf(step.after));
    return { before: step.before, after: step.after };
  }

  async #create(record: T): Promise<T> {
    const folder = join(this.#folder, record.id);
    try {
      await mkdir(folder, { mode: 0o700 });
      const path = this.#path(record.id);
      const step = await this.#documents.use(path, (document) => document.update(() => record));
      await this.#disk.gate.run(() => syncFolder(this.#folder));
      return step.after ?? record;
    } catch (error) {
      // It was refused: it must not come up after a restart.
      await this.#remove(record.id).catch(() => undefined);
      throw toStoreError(error, folder);
    }
  }

  async #load(): Promise<void> {
    const numbers = await numbersIn(this.#folder, this.#kind.prefix);
    this.#nextNumber = Math.max(this.#nextNumber, (numbers.at(-1) ?? 0) + 1);
    for (let start = 0; start < numbers.length; start += READ_AT_ONCE)
      await Promise.all(numbers.slice(start, start + READ_AT_ONCE).map((number) => this.#loadOne(number)));
    const inOrder = [...this.#lines].toSorted(([one], [other]) => one - other);
    this.#lines.clear();
    for (const [number, line] of inOrder) this.#lines.set(number, line);
  }

  async #loadOne(number: number): Promise<void> {
    const id = this.#kind.prefix + number;
    const folder = join(this.#folder, id);
    await sweepTemporaries(folder);
    const record = await this.#documents.read(this.#path(id));
    if (record !== null) this.#lines.set(number, this.#kind.lineOf(record));
    // A process died while it was made.
    else if ((await readdir(folder)).length === 0) await this.#remove(id);
    else this.#disk.notices.push(`The folder of ${this.#kind.name} ${id} has no record that can be read`);
  }

  async #trim(): Promise<void> {
    const ended = [...this.#lines].filter(([, line]) => this.#kind.hasEnded(line));
    const surplus = ended.slice(0, Math.max(0, ended.length - this.#kind.kept)).slice(0, REMOVED_AT_ONCE);
    for (const [number] of surplus) {
      this.#lines.delete(number);
      await this.#remove(this.#kind.prefix + number);
    }
  }

  async #remove(id: string): Promise<void> {
    this.#documents.forget(this.#path(id));
    await removeFolder(join(this.#folder, id), this.#disk.layout.removed);
  }

  #lineOf(id: string): S | undefined {
    const number = this.#kind.numberOf(id);
    return Number.isNaN(number) ? undefined : this.#lines.get(number);
  }

  #path(id: string): string {
    return recordPath(this.#folder, id);
  }

  #unknown(id: string): OperatorError {
    return unknownRecord(this.#kind, id);
  }
}

export function unknownRecord(kind: Pick<RecordKind<never, never>, 'name' | 'kept'>, id: string): OperatorError {
  return new OperatorError({
    code: `UNKNOWN_${kind.name.toUpperCase()}`,
    message: `No ${kind.name} named "${id.slice(0, 40)}"`,
    hint: `The newest ${kind.kept} that have ended are kept; older ones were removed`,
  });
}
