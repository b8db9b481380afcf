import { poissonTail } from './poisson-window.ts';

/** What the team's own servers and suites said within one minute, of one environment and one code. */
export interface MinuteCount {
  /** Start of the minute, ISO 8601 UTC. */
  readonly minuteAt: string;
  readonly count: number;
}

export interface TrafficVerdict {
  /** `spike`: more than chance explains. `calm`: no more than usual for a quarter of an hour. `unsure`: neither. */
  readonly kind: 'spike' | 'calm' | 'unsure';
  /** In the last five whole minutes and the one that has begun. */
  readonly recent: number;
  /** When that time began, ISO 8601 UTC. */
  readonly recentSince: string;
  /** What that time has on average, from the day before. */
  readonly usual: number;
}

const minuteMs = 60_000;
const recentMinutes = 5;
const calmMinutes = 15;
const dayMinutes = 1_440;
/** Fewer than these are no spike, however rare they are: one browser that reconnects. */
const fewest = 5;
/** A restart closes everything within one minute; a fault goes on. Unless it is so many. */
const many = 50;
/** Nothing is taken to be rarer than this: one in two hours. */
const leastPerMinute = 1 / 120;

/**
 * Real traffic has no known number of tries, so the count itself is judged: against what the same environment had a minute on
 * average in the day before, X Poisson, P(X ≥ count) ≤ rarity. `rarity` is that of a single look; looks come once a minute.
 * `toldAt`: since when it is told; an outage that lasts for hours does not become what is usual.
 */
export function judgeTraffic(
  counts: readonly MinuteCount[],
  now: Date,
  { rarity, toldAt }: { readonly rarity: number; readonly toldAt?: string | undefined },
): TrafficVerdict {
  const ago = ({ minuteAt }: MinuteCount): number => (now.getTime() - Date.parse(minuteAt)) / minuteMs;
  const sumOf = (from: number, to: number): number =>
    counts.filter((each) => ago(each) >= from && ago(each) < to).reduce((sum, { count }) => sum + count, 0);
  const toldMinutes = toldAt === undefined ? 0 : (now.getTime() - Date.parse(toldAt)) / minuteMs + recentMinutes + 1;
  const usualUntil = Math.max(calmMinutes, toldMinutes);
  const before = sumOf(usualUntil, dayMinutes) / Math.max(1, dayMinutes - usualUntil);
  const perMinute = Math.max(leastPerMinute, before);
  const recent = sumOf(0, recentMinutes + 1);
  const usual = perMinute * (recentMinutes + 1);
  const minutes = counts.filter((each) => each.count > 0 && ago(each) >= 0 && ago(each) < recentMinutes + 1).length;
  const recentSince = new Date((Math.floor(now.getTime() / minuteMs) - recentMinutes) * minuteMs).toISOString();
  const isSpread = minutes > 1 || recent >= many;
  if (recent >= fewest && isSpread && poissonTail(recent, usual) <= rarity) {
    return { kind: 'spike', recent, recentSince, usual };
  }
  const lately = sumOf(0, calmMinutes);
  const isCalm = poissonTail(lately, perMinute * calmMinutes) > 0.01;
  return { kind: isCalm ? 'calm' : 'unsure', recent, recentSince, usual };
}
