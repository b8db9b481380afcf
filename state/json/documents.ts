import type { Disk } from './disk.ts';
import { Document } from './document.ts';
import type { Shape } from './envelope.ts';
import { SealedFile } from './sealed-file.ts';

interface Entry<T> {
  readonly document: Promise<Document<T>>;
  users: number;
}

/** The documents of one kind that are in use, and a bounded number of those used last. One file is never open twice. */
export class Documents<T> {
  readonly #entries = new Map<string, Entry<T>>();
  readonly #disk: Disk;
  readonly #shape: Shape<T>;
  readonly #absent: T;

  constructor(disk: Disk, shape: Shape<T>, absent: T) {
    this.#disk = disk;
    this.#shape = shape;
    this.#absent = absent;
  }

  async use<R>(path: string, work: (document: Document<T>) => R | Promise<R>): Promise<R> {
    const entry = this.#entry(path);
    entry.users += 1;
    try {
      return await work(await entry.document);
    } catch (error) {
      // A file that could not be read now may be readable later.
      await entry.document.catch(() => this.#drop(path, entry));
      throw error;
    } finally {
      entry.users -= 1;
      this.#evict();
    }
  }

  read(path: string): Promise<T> {
    return this.use(path, (document) => document.value);
  }

  forget(path: string): void {
    this.#entries.delete(path);
  }

  #drop(path: string, entry: Entry<T>): void {
    if (this.#entries.get(path) === entry) this.#entries.delete(path);
  }

  #entry(path: string): Entry<T> {
    const known = this.#entries.get(path);
    const file = () => new SealedFile<T>(this.#disk, path, this.#shape);
    const entry = known ?? { document: Document.open(file(), this.#absent), users: 0 };
    this.#entries.delete(path);
    this.#entries.set(path, entry);
    return entry;
  }

  #evict(): void {
    let surplus = this.#entries.size - KEPT;
    for (const [path, entry] of this.#entries) {
      if (surplus <= 0) return;
      if (entry.users > 0) continue;
      this.#entries.delete(path);
      surplus -= 1;
    }
  }
}

const KEPT = 32;
