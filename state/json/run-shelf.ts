import type { Run } from '#domain/run.ts';
import type { ClosingParts } from './closing.ts';
import { summaryOf } from './closing.ts';
import type { Shelf } from './find-runs.ts';
import { numbersOf } from './history.ts';
import { runIdOf } from './layout.ts';
import { isClosed } from './open-runs.ts';
import type { Summary } from './shapes.ts';

/** The runs as their writer sees them. Once per segment it adds the lines that damage has cost the history. */
export class RunShelf implements Shelf {
  readonly #parts: ClosingParts;
  readonly #checked = new Set<number>();

  constructor(parts: ClosingParts) {
    this.#parts = parts;
  }

  async open(): Promise<readonly Run[]> {
    return this.#parts.open.list();
  }

  async segments(): Promise<Iterable<number>> {
    return this.#parts.history.segments();
  }

  async segment(number: number): Promise<readonly Summary[]> {
    const { history } = this.#parts;
    const summaries = await history.read(number);
    if (this.#checked.has(number)) return summaries;
    const lost = await this.#lostRuns(number, summaries);
    if (lost.length > 0) await history.add(lost.map(summaryOf));
    this.#checked.add(number);
    return history.read(number);
  }

  async read(id: string): Promise<Run | undefined> {
    return this.#parts.open.get(id) ?? this.#parts.records.read(id);
  }

  async #lostRuns(segment: number, summaries: readonly Summary[]): Promise<readonly Run[]> {
    const { open, records } = this.#parts;
    const listed = new Set(summaries.map((summary) => summary.id));
    const ids = numbersOf(segment)
      .filter((number) => records.numbers.has(number))
      .map(runIdOf)
      .filter((id) => !listed.has(id) && !open.has(id));
    const runs = await Promise.all(ids.map((id) => records.read(id)));
    return runs.filter((run) => run !== undefined).filter(isClosed);
  }
}
