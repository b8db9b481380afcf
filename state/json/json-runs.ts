import { mkdirSync } from 'node:fs';
import type { RunChange } from '#domain/next-run.ts';
import { isActive, type Run } from '#domain/run.ts';
import type { TestResult } from '#domain/test-result.ts';
import type { NewRun, RunFilter, RunStore } from '../state.ts';
import { Adding } from './adding.ts';
import { Closing, type ClosingParts } from './closing.ts';
import { findRuns, type Shelf } from './find-runs.ts';
import { isClosed } from './open-runs.ts';
import { RunShelf } from './run-shelf.ts';
import { RunTests } from './run-tests.ts';
import { unknownRun } from './unknown-run.ts';

export class JsonRuns implements RunStore {
  readonly #parts: ClosingParts;
  readonly #adding: Adding;
  readonly #closing: Closing;
  readonly #shelf: Shelf;
  readonly #tests: RunTests;
  readonly #tell: (runId: string) => void;

  constructor(parts: ClosingParts, tell: (runId: string) => void) {
    this.#parts = parts;
    this.#tell = tell;
    this.#adding = new Adding(parts);
    this.#closing = new Closing(parts);
    this.#shelf = new RunShelf(parts);
    this.#tests = new RunTests(parts.disk);
    for (const run of parts.open.list()) if (isClosed(run)) this.#closing.begin(run.id);
  }

  async add(order: NewRun): ReturnType<RunStore['add']> {
    const answer = await this.#parts.disk.writes.run(() => this.#adding.add(order));
    if (answer.added) this.#tell(answer.run.id);
    return answer;
  }

  async change(id: string, change: RunChange): Promise<Run> {
    return this.#parts.disk.writes.run(async () => {
      const { before, after } = await this.#parts.records.change(id, change);
      if (before === after) return after;
      await this.#file(after);
      this.#tell(id);
      return after;
    });
  }

  async saveTests(id: string, tests: readonly TestResult[]): Promise<void> {
    if (!this.#parts.records.has(id)) throw unknownRun(id);
    return this.#parts.disk.writes.run(() => this.#tests.save(this.#parts.records.folder(id), tests));
  }

  get(id: string): Promise<Run | undefined> {
    return this.#shelf.read(id);
  }

  async tests(id: string): Promise<readonly TestResult[]> {
    return this.#parts.records.has(id) ? this.#tests.read(this.#parts.records.folder(id)) : [];
  }

  list(filter: RunFilter): Promise<readonly Run[]> {
    return findRuns(this.#shelf, filter);
  }

  async active(): Promise<readonly Run[]> {
    return this.#parts.open.list().filter(isActive);
  }

  async untold(): Promise<readonly Run[]> {
    return this.#parts.open.list().filter((run) => run.place !== undefined && run.toldAt === undefined);
  }

  folder(id: string): string {
    if (!this.#parts.records.has(id)) throw unknownRun(id);
    const folder = this.#parts.records.folder(id);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    return folder;
  }

  async #file(run: Run): Promise<void> {
    const { open } = this.#parts;
    if (open.has(run.id)) open.renew(run);
    else if (!isClosed(run)) await open.add(run);
    if (isClosed(run)) this.#closing.begin(run.id);
  }
}
