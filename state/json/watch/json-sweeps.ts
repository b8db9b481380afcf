import type { SweepSlot } from '#domain/sweep-slot.ts';
import type { SweepStore } from '#state/watch.ts';
import type { Disk } from '../disk.ts';
import { Batches } from './batches.ts';
import { checkedLine, linesBackwards, openLine } from './checked-line.ts';
import { readSegment, segmentAt, segmentNames, Segments } from './segments.ts';

/** `carried` is the first line of a segment: what was the newest slot of each sweep when it was begun. */
type Line =
  | { readonly slot: SweepSlot; readonly carried?: undefined }
  | { readonly carried: readonly SweepSlot[]; readonly slot?: undefined };

const SWEEPS_CARRIED = 200;

export class JsonSweeps implements SweepStore {
  readonly #disk: Disk;
  readonly #segments: Segments;
  readonly #batches = new Batches<SweepSlot>((slots) => this.#write(slots));

  constructor(disk: Disk, keepMs: number) {
    this.#disk = disk;
    this.#segments = new Segments(disk, { folder: disk.layout.watch.sweeps, span: 'day', keepMs });
  }

  add(slot: SweepSlot): Promise<void> {
    return this.#disk.writes.run(() => this.#batches.add([slot]));
  }

  list(filter: Parameters<SweepStore['list']>[0]): ReturnType<SweepStore['list']> {
    return findSlots(this.#segments.folder, filter);
  }

  latest(): Promise<readonly SweepSlot[]> {
    return latestSlots(this.#segments.folder);
  }

  close(): Promise<void> {
    return this.#segments.close();
  }

  async #write(slots: readonly SweepSlot[]): Promise<void> {
    await this.#segments.enter();
    const lines: Line[] = slots.map((slot) => ({ slot }));
    if (this.#segments.isEmpty) lines.unshift({ carried: (await this.latest()).slice(0, SWEEPS_CARRIED) });
    await this.#segments.append(Buffer.from(lines.map(checkedLine).join('')));
  }
}

/** Newest first. */
export async function findSlots(
  folder: string,
  { sweep, since, limit }: Parameters<SweepStore['list']>[0],
): Promise<readonly SweepSlot[]> {
  const sinceMs = Date.parse(since);
  const found: SweepSlot[] = [];
  for (const name of await segmentNames(folder, segmentAt(sinceMs, 'day'))) {
    for (const { slot } of linesIn(await readSegment(folder, name))) {
      if (found.length >= limit) return found;
      if (slot === undefined || Date.parse(slot.dueAt) < sinceMs) continue;
      if (sweep === undefined || slot.sweep === sweep) found.push(slot);
    }
  }
  return found;
}

/** The newest of each sweep, the newest first. */
export async function latestSlots(folder: string): Promise<readonly SweepSlot[]> {
  const found = new Map<string, SweepSlot>();
  const take = (slot: SweepSlot): void => void (found.has(slot.sweep) || found.set(slot.sweep, slot));
  for (const name of await segmentNames(folder)) {
    for (const { slot, carried } of linesIn(await readSegment(folder, name))) {
      if (slot !== undefined) take(slot);
      for (const each of carried ?? []) take(each);
      if (carried !== undefined) return [...found.values()];
    }
  }
  return [...found.values()];
}

/** Newest first; what is damaged is passed over. */
function* linesIn(lines: Buffer): Generator<Line> {
  for (const line of linesBackwards(lines)) {
    const text = openLine(line);
    if (text === undefined) continue;
    // The checksum shows that `add` has written it.
    const written: Line = JSON.parse(text);
    yield written;
  }
}
