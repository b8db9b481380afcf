import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { nextRun, type RunChange } from '#domain/next-run.ts';
import type { Run } from '#domain/run.ts';
import { removeFolder } from './data-folder.ts';
import type { Disk } from './disk.ts';
import type { Step } from './document.ts';
import { Documents } from './documents.ts';
import { isRunId, numberOf } from './layout.ts';
import { syncFolder } from './replace-file.ts';
import { runShape } from './shapes.ts';
import { toStoreError } from './store-error.ts';
import { unknownRun } from './unknown-run.ts';

/** The records of runs, one folder each, and which of them there are. */
export class RunRecords {
  readonly #disk: Disk;
  readonly #documents: Documents<Run | null>;
  /** In the order of their making. */
  readonly #numbers: Set<number>;

  private constructor(disk: Disk, numbers: readonly number[]) {
    this.#disk = disk;
    this.#documents = new Documents<Run | null>(disk, runShape, null);
    this.#numbers = new Set(numbers);
  }

  static async open(disk: Disk): Promise<RunRecords> {
    const names = await readdir(disk.layout.runs);
    const odd = names.filter((name) => !isRunId(name));
    if (odd.length > 0)
      disk.notices.push(`Left alone in "runs", since no run is named so: ${odd.slice(0, 10).join(', ')}`);
    return new RunRecords(
      disk,
      names
        .filter(isRunId)
        .map(numberOf)
        .sort((a, b) => a - b),
    );
  }

  get numbers(): ReadonlySet<number> {
    return this.#numbers;
  }

  has(id: string): boolean {
    return isRunId(id) && this.#numbers.has(numberOf(id));
  }

  folder(id: string): string {
    return join(this.#disk.layout.runs, id);
  }

  async read(id: string): Promise<Run | undefined> {
    if (!this.has(id)) return undefined;
    return (await this.#documents.read(this.#path(id))) ?? undefined;
  }

  /** Writes the record of a new run, and returns it as it will be read. */
  async create(run: Run): Promise<Run> {
    await makeFolder(this.folder(run.id));
    const step = await this.#documents.use(this.#path(run.id), (document) => document.update(() => run));
    await this.#disk.gate.run(() => syncFolder(this.#disk.layout.runs));
    return step.after ?? run;
  }

  /** From now on it is there for everybody. */
  admit(id: string): void {
    this.#numbers.add(numberOf(id));
  }

  async change(id: string, change: RunChange): Promise<Step<Run>> {
    if (!this.has(id)) throw unknownRun(id);
    const step = await this.#documents.use(this.#path(id), (document) =>
      document.update((run) => run && nextRun(run, change)),
    );
    if (step.before === null || step.after === null) throw unknownRun(id);
    return { before: step.before, after: step.after };
  }

  async remove(id: string): Promise<void> {
    this.#numbers.delete(numberOf(id));
    this.#documents.forget(this.#path(id));
    await removeFolder(this.folder(id), this.#disk.layout.removed);
  }

  #path(id: string): string {
    return join(this.folder(id), 'run.json');
  }
}

async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { mode: 0o700 });
  } catch (error) {
    throw toStoreError(error, path);
  }
}
