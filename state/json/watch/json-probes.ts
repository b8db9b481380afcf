import type { Standing, Step } from '#domain/probe.ts';
import { pointOf } from '#state/probe-point.ts';
import type { PointFilter, ProbePoint, ProbeStore } from '#state/watch.ts';
import type { Disk } from '../disk.ts';
import { LatestResults, readLatest } from './latest-results.ts';
import type { Packed } from './packed-page.ts';
import { PackedLog, type Pages } from './packed-log.ts';

/** What many points have in common. */
export interface PointWord {
  readonly environment: string;
  readonly endpoint: string;
  readonly standing: Standing;
  readonly brokeAt?: Step | undefined;
  readonly code?: string | undefined;
  readonly isSpoiled?: boolean | undefined;
}

const NO_LATENCY = 0xff_ff_ff_ff;

/** Points in pages by hour, and the newest whole result of every endpoint beside them. */
export class JsonProbes implements ProbeStore {
  readonly #folder: string;
  readonly #points: PackedLog<PointWord>;
  readonly #latest: LatestResults;

  constructor(disk: Disk, keepMs: number) {
    this.#folder = disk.layout.watch.latest;
    this.#points = new PackedLog(disk, disk.layout.watch.points, keepMs);
    this.#latest = new LatestResults(disk, keepMs);
  }

  async add(results: Parameters<ProbeStore['add']>[0]): Promise<void> {
    const configured = results.filter(({ environment }) => environment !== undefined);
    const points = configured.flatMap((result) => pointOf(result) ?? []).map(packed);
    const written = await Promise.allSettled([this.#points.add(points), this.#latest.add(configured)]);
    for (const each of written) if (each.status === 'rejected') throw each.reason;
  }

  latest(): ReturnType<ProbeStore['latest']> {
    return readLatest(this.#folder);
  }

  points(filter: PointFilter): Promise<readonly ProbePoint[]> {
    return findPoints(this.#points, filter);
  }

  async close(): Promise<void> {
    await this.#points.close();
    await this.#latest.close();
  }
}

/** Newest first. */
export async function findPoints(pages: Pages<PointWord>, filter: PointFilter): Promise<readonly ProbePoint[]> {
  const { environment, endpoint, limit } = filter;
  const sinceMs = Date.parse(filter.since);
  const fits = (word: PointWord): boolean =>
    (environment === undefined || word.environment === environment) &&
    (endpoint === undefined || word.endpoint === endpoint);
  const found: ProbePoint[] = [];
  if (limit <= 0) return found;
  for (const name of await pages.names(sinceMs)) {
    for (const each of (await pages.page(name)).newestFirst(fits, sinceMs)) {
      found.push(unpacked(each));
      if (found.length >= limit) return found;
    }
  }
  return found;
}

function packed({ at, latencyMs, ...word }: ProbePoint): Packed<PointWord> {
  const amount = latencyMs === undefined ? NO_LATENCY : Math.min(Math.round(latencyMs * 1000), NO_LATENCY - 1);
  return { word, amount, atMs: Date.parse(at) };
}

function unpacked({ word, amount, atMs }: Packed<PointWord>): ProbePoint {
  const { environment, endpoint, ...rest } = word;
  const latency = amount === NO_LATENCY ? {} : { latencyMs: amount / 1000 };
  return { at: new Date(atMs).toISOString(), environment, endpoint, ...rest, ...latency };
}
