import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Disk } from './disk.ts';
import { Documents } from './documents.ts';
import { numberOf } from './layout.ts';
import { generationsOf } from './replace-file.ts';
import { historyShape, type Summary } from './shapes.ts';

/** Bounds what one closed run rewrites (some 12 KiB) and how many files a look through 50,000 runs opens (391). */
const RUNS_PER_SEGMENT = 128;

export function segmentOf(runId: string): number {
  return Math.floor(numberOf(runId) / RUNS_PER_SEGMENT);
}

/** Numbers of all runs that a segment has a place for. */
export function numbersOf(segment: number): readonly number[] {
  return Array.from({ length: RUNS_PER_SEGMENT }, (_, place) => segment * RUNS_PER_SEGMENT + place);
}

export function segmentPath(folder: string, segment: number): string {
  return join(folder, `${String(segment).padStart(6, '0')}.json`);
}

/** Numbers of the segments on disk. */
export async function segmentsIn(folder: string): Promise<readonly number[]> {
  const names = await readdir(folder);
  return names.flatMap((name) => (/^\d{6,}\.json$/u.test(name) ? [Number.parseInt(name, 10)] : []));
}

/** One line for each closed run, in files of bounded size by number of the run. */
export class History {
  readonly #folder: string;
  readonly #documents: Documents<readonly Summary[]>;
  readonly #known = new Map<number, readonly Summary[]>();
  readonly #segments: Set<number>;

  private constructor(disk: Disk, segments: Set<number>) {
    this.#folder = disk.layout.history;
    this.#documents = new Documents<readonly Summary[]>(disk, historyShape, []);
    this.#segments = segments;
  }

  /** `numbers` of the runs that are there: a segment whose file is gone is looked through as well. */
  static async open(disk: Disk, numbers: Iterable<number>): Promise<History> {
    const segments = new Set(await segmentsIn(disk.layout.history));
    for (const number of numbers) segments.add(Math.floor(number / RUNS_PER_SEGMENT));
    return new History(disk, segments);
  }

  segments(): Iterable<number> {
    return this.#segments;
  }

  async read(segment: number): Promise<readonly Summary[]> {
    const known = this.#known.get(segment);
    if (known !== undefined) return known;
    if (!this.#segments.has(segment)) return [];
    const summaries = await this.#documents.read(segmentPath(this.#folder, segment));
    if (!this.#known.has(segment)) this.#known.set(segment, summaries);
    return this.#known.get(segment) ?? summaries;
  }

  /** Adds or replaces. */
  async add(summaries: readonly Summary[]): Promise<void> {
    const bySegment = Map.groupBy(summaries, (summary) => segmentOf(summary.id));
    for (const [segment, added] of bySegment) {
      const path = segmentPath(this.#folder, segment);
      const step = await this.#documents.use(path, (document) => document.update((present) => merge(present, added)));
      this.#segments.add(segment);
      this.#known.set(segment, step.after);
    }
  }

  /** Forgets a segment of which no run is left. */
  async drop(segment: number): Promise<void> {
    const path = segmentPath(this.#folder, segment);
    this.#segments.delete(segment);
    this.#known.delete(segment);
    this.#documents.forget(path);
    await Promise.all(generationsOf(path).map((file) => rm(file, { force: true })));
  }
}

function merge(present: readonly Summary[], added: readonly Summary[]): readonly Summary[] {
  const byId = new Map([...present, ...added].map((summary) => [summary.id, summary]));
  return [...byId.values()].sort((a, b) => numberOf(a.id) - numberOf(b.id));
}
