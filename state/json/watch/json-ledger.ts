import type { CloseCount } from '#domain/close.ts';
import { type CloseWord, minuteOf, wordOf } from '#state/close-word.ts';
import type { LedgerStore } from '#state/watch.ts';
import type { Disk } from '../disk.ts';
import type { Packed } from './packed-page.ts';
import { PackedLog, type Pages } from './packed-log.ts';

type Filter = Parameters<LedgerStore['since']>[1];

/** A server whose clock is ahead counts closes of an hour that has not begun here. */
const AHEAD_MS = 60 * 60_000;
const MOST = 0xff_ff_ff_ff;

/** Counts as they came, in pages by hour; equal keys are added up when they are read. */
export class JsonLedger implements LedgerStore {
  readonly #log: PackedLog<CloseWord>;

  constructor(disk: Disk, keepMs: number) {
    this.#log = new PackedLog(disk, disk.layout.watch.closes, keepMs);
  }

  async add(closes: readonly CloseCount[]): Promise<void> {
    await this.#log.add(closes.map(packed));
  }

  since(at: string, filter?: Filter): Promise<readonly CloseCount[]> {
    return sumCloses(this.#log, at, filter);
  }

  close(): Promise<void> {
    return this.#log.close();
  }
}

/** Oldest first. */
export async function sumCloses(
  pages: Pages<CloseWord>,
  at: string,
  filter: Filter = {},
): Promise<readonly CloseCount[]> {
  const { environment, endpoint } = filter;
  const sinceMs = Date.parse(at);
  const fits = (word: CloseWord): boolean =>
    (environment === undefined || word.environment === environment) &&
    (endpoint === undefined || word.endpoint === endpoint);
  const sums = new Map<string, Map<number, Packed<CloseWord>>>();
  for (const name of (await pages.names(sinceMs - AHEAD_MS)).toReversed()) {
    const keys = new Map<CloseWord, Map<number, Packed<CloseWord>>>();
    for (const each of (await pages.page(name)).newestFirst(fits, sinceMs)) {
      const sum = keys.get(each.word) ?? minutesOf(each.word, sums);
      keys.set(each.word, sum);
      const amount = each.amount + (sum.get(each.atMs)?.amount ?? 0);
      sum.set(each.atMs, { ...each, amount });
    }
  }
  const minutes = sums.values().flatMap((sum) => sum.values());
  return [...minutes].toSorted((one, other) => one.atMs - other.atMs).map(unpacked);
}

function minutesOf(word: CloseWord, sums: Map<string, Map<number, Packed<CloseWord>>>): Map<number, Packed<CloseWord>> {
  const key = JSON.stringify(word);
  const sum = sums.get(key) ?? new Map<number, Packed<CloseWord>>();
  sums.set(key, sum);
  return sum;
}

function packed(close: CloseCount): Packed<CloseWord> {
  const amount = Math.min(Math.max(0, Math.round(close.count)), MOST);
  return { word: wordOf(close), amount, atMs: minuteOf(close.minuteAt) };
}

function unpacked({ word, amount, atMs }: Packed<CloseWord>): CloseCount {
  return { minuteAt: new Date(atMs).toISOString(), ...word, count: amount };
}
