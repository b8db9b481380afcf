import { isActive, type Run } from '#domain/run.ts';
import type { Document } from './document.ts';
import { numberOf } from './layout.ts';
import type { Index } from './shapes.ts';

/** Nothing more is expected to happen to it: it has ended, and whoever was to be told has been. */
export function isClosed(run: Run): boolean {
  return !isActive(run) && (run.place === undefined || run.toldAt !== undefined);
}

/** The runs that are not closed: in memory, and by name in the index. */
export class OpenRuns {
  readonly #index: Document<Index>;
  readonly #runs: Map<string, Run>;
  #nextNumber: number;

  constructor(index: Document<Index>, runs: readonly Run[]) {
    this.#index = index;
    this.#runs = new Map(runs.map((run) => [run.id, run]));
    this.#nextNumber = index.value.nextNumber;
  }

  get size(): number {
    return this.#runs.size;
  }

  takeNumber(): number {
    this.#nextNumber += 1;
    return this.#nextNumber - 1;
  }

  has(id: string): boolean {
    return this.#runs.has(id);
  }

  get(id: string): Run | undefined {
    return this.#runs.get(id);
  }

  /** In the order in which they were queued. */
  list(): readonly Run[] {
    return [...this.#runs.values()].sort((a, b) => numberOf(a.id) - numberOf(b.id));
  }

  async add(run: Run): Promise<void> {
    await this.#index.update((index) => ({
      ...index,
      nextNumber: Math.max(index.nextNumber, numberOf(run.id) + 1),
      open: [...index.open.filter((id) => id !== run.id), run.id],
    }));
    this.#runs.set(run.id, run);
  }

  /** Takes the newer record of an open run. */
  renew(run: Run): void {
    if (this.#runs.has(run.id)) this.#runs.set(run.id, run);
  }

  /** Lets go of runs that are closed; one that was opened again in the meantime stays. */
  async remove(ids: readonly string[]): Promise<void> {
    const going = new Set(ids);
    await this.#index.update((index) => ({ ...index, open: index.open.filter((id) => !going.has(id)) }));
    for (const id of ids) {
      const run = this.#runs.get(id);
      if (run === undefined || isClosed(run)) this.#runs.delete(id);
      else await this.add(run);
    }
  }
}
