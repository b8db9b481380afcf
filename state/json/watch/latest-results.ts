import { readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { ProbeResult } from '#domain/probe.ts';
import type { Disk } from '../disk.ts';
import { JournalFile, journalNumbers, journalPath, wholeLines } from '../journal-file.ts';
import type { Extent } from '../journal-line.ts';
import { syncFolder, temporaryName, writeNew } from '../replace-file.ts';
import { ifThere, toStoreError } from '../store-error.ts';
import { Batches } from './batches.ts';
import { checkedLine, linesBackwards, openLine } from './checked-line.ts';

interface Written {
  readonly of: string;
  readonly result: ProbeResult;
}

interface Line {
  readonly of: string;
  readonly atMs: number;
  readonly text: string;
}

interface Place extends Extent {
  readonly atMs: number;
}

interface Opened {
  readonly number: number;
  readonly file: JournalFile;
  readonly places: Map<string, Place>;
}

/** A file goes on in the next one when most of what it holds is out of date. */
const OUTDATED_FACTOR = 2;
const LEAST_BYTES = 1024 * 1024;
/** The newest, and the one before it for what damage has cost the newest. */
const FILES_KEPT = 2;

/**
 * The newest whole result of every endpoint: appended, and from time to time begun anew in a file that holds the newest
 * alone. Only places are in memory, so that a thousand long results cost none.
 */
export class LatestResults {
  readonly #disk: Disk;
  readonly #keepMs: number;
  readonly #batches = new Batches<Line>((lines) => this.#write(lines));
  #opened: Opened | undefined;

  constructor(disk: Disk, keepMs: number) {
    this.#disk = disk;
    this.#keepMs = keepMs;
  }

  add(results: readonly ProbeResult[]): Promise<void> {
    if (results.length === 0) return Promise.resolve();
    return this.#disk.writes.run(() => this.#batches.add(results.map(lineOf)));
  }

  async close(): Promise<void> {
    await this.#opened?.file.close();
  }

  async #write(lines: readonly Line[]): Promise<void> {
    const opened = (this.#opened ??= await openNewest(this.#disk.layout.watch.latest));
    const newest = [...new Map(lines.map((line) => [line.of, line])).values()];
    const { places, bytes } = placed(newest, opened.file.length);
    const live = opened.places.values().reduce((sum, { length }) => sum + length, bytes.length);
    if (opened.file.length + bytes.length > LEAST_BYTES + OUTDATED_FACTOR * live) {
      await this.#beginAnew(opened, newest);
      return;
    }
    await opened.file.append(bytes, []);
    for (const [of, place] of places) opened.places.set(of, place);
  }

  async #beginAnew(old: Opened, newest: readonly Line[]): Promise<void> {
    const folder = this.#disk.layout.watch.latest;
    const number = old.number + 1;
    const { places, bytes } = placed([...(await this.#carried(old, newest)), ...newest], 0);
    const file = await createWhole(journalPath(folder, number), bytes.toString());
    this.#opened = { number, file, places };
    await old.file.close().catch(() => undefined);
    const surplus = (await journalNumbers(folder)).slice(FILES_KEPT);
    await Promise.all(surplus.map((each) => rm(journalPath(folder, each), { force: true })));
  }

  /** What the old file alone holds, but for endpoints that nobody has probed for long. */
  async #carried(old: Opened, newest: readonly Line[]): Promise<readonly Line[]> {
    const renewed = new Set(newest.map(({ of }) => of));
    const since = this.#disk.now().getTime() - this.#keepMs;
    const left = [...old.places].filter(([of, { atMs }]) => !renewed.has(of) && atMs >= since);
    if (left.length === 0) return [];
    const bytes = await readFile(journalPath(this.#disk.layout.watch.latest, old.number));
    return left.map(([of, { start, length, atMs }]) => ({
      of,
      atMs,
      text: bytes.toString('utf8', start, start + length),
    }));
  }
}

/** Also beside the process that writes them. */
export async function readLatest(folder: string): Promise<readonly ProbeResult[]> {
  const numbers = (await ifThere(journalNumbers(folder))) ?? [];
  const found = new Map<string, ProbeResult>();
  for (const number of numbers) {
    const bytes = await ifThere(readFile(journalPath(folder, number)));
    if (bytes !== undefined && collect(wholeLines(bytes), found)) break;
  }
  return [...found.values()];
}

/** Returns whether all of it could be read. */
function collect(lines: Buffer, found: Map<string, ProbeResult>): boolean {
  let isWhole = lines.length > 0;
  for (const line of linesBackwards(lines)) {
    const of = keyIn(line);
    if (of !== undefined && found.has(of)) continue;
    const text = openLine(line);
    // The checksum shows that `lineOf` has written it.
    const written: Written | undefined = text === undefined ? undefined : JSON.parse(text);
    if (written === undefined) isWhole = false;
    else found.set(written.of, written.result);
  }
  return isWhole;
}

async function openNewest(folder: string): Promise<Opened> {
  const [number = 1] = await journalNumbers(folder);
  const { file, lines } = await JournalFile.open(journalPath(folder, number));
  const places = new Map<string, Place>();
  let end = lines.length;
  for (const line of linesBackwards(lines)) {
    const text = openLine(line);
    const written: Written | undefined = text === undefined ? undefined : JSON.parse(text);
    if (written !== undefined && !places.has(written.of)) {
      const start = end - line.length - 1;
      places.set(written.of, { start, length: line.length + 1, atMs: Date.parse(written.result.startedAt) });
    }
    end -= line.length + 1;
  }
  return { number, file, places };
}

/** Seen from everybody else it is there whole or not at all. */
async function createWhole(path: string, text: string): Promise<JournalFile> {
  const fresh = temporaryName(path);
  try {
    await writeNew(fresh, [text]);
    await rename(fresh, path);
    await syncFolder(dirname(path));
    return (await JournalFile.open(path)).file;
  } catch (error) {
    // The file before it goes on, and a newer one would be read in its place.
    await Promise.all([fresh, path].map((each) => rm(each, { force: true })));
    throw toStoreError(error, path);
  }
}

function placed(lines: readonly Line[], from: number): { places: Map<string, Place>; bytes: Buffer } {
  const places = new Map<string, Place>();
  const pieces = lines.map(({ text }) => Buffer.from(text));
  let start = from;
  for (const [index, { of, atMs }] of lines.entries()) {
    const length = pieces[index]?.length ?? 0;
    places.set(of, { start, length, atMs });
    start += length;
  }
  return { places, bytes: Buffer.concat(pieces) };
}

function lineOf(result: ProbeResult): Line {
  const of = `${result.environment ?? ''}\n${result.endpoint}`;
  const written: Written = { of, result };
  return { of, atMs: Date.parse(result.startedAt), text: checkedLine(written) };
}

/** The key stands in front, so that a line that is out of date need not be parsed. */
function keyIn(line: Buffer): string | undefined {
  const start = /^\{"crc":"[0-9a-f]{8}","of":("(?:[^"\\]|\\.){0,500}")/u.exec(line.toString('utf8', 0, 600))?.[1];
  if (start === undefined) return undefined;
  const key: unknown = JSON.parse(start);
  return typeof key === 'string' ? key : undefined;
}
