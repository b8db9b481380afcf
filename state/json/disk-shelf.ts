import { join } from 'node:path';
import type { Run } from '#domain/run.ts';
import type { Shape } from './envelope.ts';
import type { Shelf } from './find-runs.ts';
import { segmentPath, segmentsIn } from './history.ts';
import { isRunId, type Layout, numberOf } from './layout.ts';
import { readGenerations } from './read-generations.ts';
import { emptyIndex, historyShape, type Index, indexShape, runShape, type Summary } from './shapes.ts';
import { ifThere } from './store-error.ts';

/** The runs as they are on disk, while another process may be writing them: each file is whole at every moment. */
export class DiskShelf implements Shelf {
  readonly #layout: Layout;
  readonly #notices: string[];

  constructor(layout: Layout, notices: string[]) {
    this.#layout = layout;
    this.#notices = notices;
  }

  /** What the index lists; a run of it may have been closed since. */
  async open(): Promise<readonly Run[]> {
    const ids = [...(await this.index()).open].sort((a, b) => numberOf(a) - numberOf(b));
    const runs = await Promise.all(ids.map((id) => this.read(id)));
    return runs.filter((run) => run !== undefined);
  }

  async segments(): Promise<Iterable<number>> {
    return (await ifThere(segmentsIn(this.#layout.history))) ?? [];
  }

  async segment(number: number): Promise<readonly Summary[]> {
    return (await this.content(segmentPath(this.#layout.history, number), historyShape)) ?? [];
  }

  async read(id: string): Promise<Run | undefined> {
    if (!isRunId(id)) return undefined;
    return (await this.content(join(this.#layout.runs, id, 'run.json'), runShape)) ?? undefined;
  }

  async index(): Promise<Index> {
    return (await this.content(this.#layout.index, indexShape)) ?? emptyIndex;
  }

  /** The newest generation that can be trusted. Says so when that is a backup; repairing is left to the writer. */
  async content<T>(path: string, shape: Shape<T>): Promise<T | undefined> {
    const { content, rejected } = await readGenerations(path, shape);
    if (rejected.length > 0)
      this.#notices.push(
        `"${path}" could not be trusted${content === undefined ? '' : '; a backup was read in its place'}`,
      );
    return content;
  }
}
