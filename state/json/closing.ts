import type { Run } from '#domain/run.ts';
import type { AskedLinks } from './asked.ts';
import type { Disk } from './disk.ts';
import { type History, numbersOf, segmentOf } from './history.ts';
import { runIdOf } from './layout.ts';
import { isClosed, type OpenRuns } from './open-runs.ts';
import type { RunRecords } from './run-records.ts';
import type { Summary } from './shapes.ts';

export interface ClosingParts {
  readonly disk: Disk;
  readonly open: OpenRuns;
  readonly records: RunRecords;
  readonly history: History;
  readonly asked: AskedLinks;
  readonly keepRuns: number;
}

/** Bounds what one closed run pays for a `keepRuns` that was lowered: the surplus goes with the next runs. */
const REMOVED_PER_RUN = 16;

/** Moves closed runs from the index to the history, behind the change that closed them, and removes the oldest. */
export class Closing {
  readonly #parts: ClosingParts;
  readonly #due = new Set<string>();
  #isRunning = false;

  constructor(parts: ClosingParts) {
    this.#parts = parts;
  }

  begin(id: string): void {
    this.#due.add(id);
    if (this.#isRunning) return;
    this.#isRunning = true;
    // Until this has worked the index still lists the run, so after a failure or a death it is done again.
    void this.#parts.disk.writes
      .run(() => this.#work())
      .catch(() => undefined)
      .finally(() => (this.#isRunning = false));
  }

  async #work(): Promise<void> {
    // Runs that are closed in one tick are moved together.
    await new Promise(setImmediate);
    while (this.#due.size > 0) {
      const ids = [...this.#due];
      await this.#close(ids);
      for (const id of ids) this.#due.delete(id);
      await this.#trim(ids.length * REMOVED_PER_RUN);
    }
  }

  async #close(ids: readonly string[]): Promise<void> {
    const { open, history } = this.#parts;
    const closed = ids.flatMap((id) => open.get(id) ?? []).filter(isClosed);
    await history.add(closed.map(summaryOf));
    await open.remove(closed.map((run) => run.id));
  }

  async #trim(atMost: number): Promise<void> {
    const { open, records, keepRuns } = this.#parts;
    const surplus = Math.min(records.numbers.size - open.size - keepRuns, atMost);
    if (surplus <= 0) return;
    const oldest = records.numbers
      .values()
      .map(runIdOf)
      .filter((id) => !open.has(id));
    for (const id of oldest.take(surplus)) await this.#remove(id);
  }

  async #remove(id: string): Promise<void> {
    const { records, history, asked } = this.#parts;
    // A record that cannot be read must not keep the history from being bounded.
    const run = await records.read(id).catch(() => undefined);
    const links = run === undefined ? [] : await asked.linksTo(run);
    await records.remove(id);
    await asked.forget(links);
    const segment = segmentOf(id);
    if (numbersOf(segment).every((number) => !records.numbers.has(number))) await history.drop(segment);
  }
}

export function summaryOf(run: Run): Summary {
  return { id: run.id, suite: run.suite, environment: run.environment, state: run.state };
}
