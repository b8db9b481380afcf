import { randomBytes } from 'node:crypto';
import { mkdir, rename } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { Adapter } from 'lowdb';
import type { Disk } from './disk.ts';
import { sealed, type Shape } from './envelope.ts';
import { type Generations, readGenerations } from './read-generations.ts';
import { replaceFile } from './replace-file.ts';

/** lowdb's adapter for one file of the store: durable, checked, with backups; never defaults in place of damage. */
export class SealedFile<T> implements Adapter<T> {
  readonly #disk: Disk;
  readonly #path: string;
  readonly #shape: Shape<T>;
  #wasRepaired = false;

  constructor(disk: Disk, path: string, shape: Shape<T>) {
    this.#disk = disk;
    this.#path = path;
    this.#shape = shape;
  }

  /** True when `read` found that something had to be put aside or restored. */
  get wasRepaired(): boolean {
    return this.#wasRepaired;
  }

  /** Null: there is none, or nothing of it could be saved; the latter is said in the notices. */
  async read(): Promise<T | null> {
    const found = await readGenerations(this.#path, this.#shape);
    const isAbsent = found.content === undefined && found.rejected.length === 0;
    if (!found.isCurrent && !isAbsent) await this.#disk.gate.run(() => this.#recover(found));
    return found.content ?? null;
  }

  async write(content: T): Promise<void> {
    await this.#disk.gate.run(() => replaceFile(this.#path, sealed(this.#shape.kind, content)));
  }

  async #recover(found: Generations<T>): Promise<void> {
    this.#wasRepaired = true;
    const kept: string[] = [];
    for (const path of found.rejected) kept.push(await this.#quarantine(path));
    if (found.content !== undefined) await replaceFile(this.#path, sealed(this.#shape.kind, found.content));
    this.#disk.notices.push(this.#notice(kept, found.content !== undefined));
  }

  async #quarantine(path: string): Promise<string> {
    const { data, quarantine } = this.#disk.layout;
    await mkdir(quarantine, { recursive: true, mode: 0o700 });
    const time = this.#disk.now().toISOString().replaceAll(':', '-');
    const name = `${relative(data, path).replaceAll('/', '_')}-${time}-${randomBytes(2).toString('hex')}`;
    await rename(path, join(quarantine, name));
    return `quarantine/${name}`;
  }

  #notice(kept: readonly string[], isRestored: boolean): string {
    const name = relative(this.#disk.layout.data, this.#path);
    const what =
      kept.length === 0 ? `"${name}" was missing` : `"${name}" could not be trusted and is kept as ${quoted(kept)}`;
    if (!isRestored) return `${what}; there was no backup to restore`;
    return `${what}; the newest good backup was restored, so its last change may be missing`;
  }
}

function quoted(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(', ');
}
