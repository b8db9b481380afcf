import type { ProbeStore } from '#state/watch.ts';

const daysMs = 7 * 86_400_000;
/** What was measured while it failed already is not how it usually is. */
const freshMs = 3_600_000;
const fewest = 20;
const mostPoints = 20_000;

/** Endpoint → the median of what sweeps measured in the week before, in milliseconds; without those of which too little is known. */
export async function usualLatency(
  environment: string,
  probes: Pick<ProbeStore, 'points'>,
  now: Date,
): Promise<ReadonlyMap<string, number>> {
  const since = new Date(now.getTime() - daysMs).toISOString();
  const until = new Date(now.getTime() - freshMs).toISOString();
  const points = await probes.points({ environment, since, limit: mostPoints });
  const good = points.filter(({ at, standing, isSpoiled }) => at < until && standing === 'up' && isSpoiled !== true);
  const medians = [...Map.groupBy(good, ({ endpoint }) => endpoint)].flatMap(([endpoint, own]) => {
    const took = own.flatMap(({ latencyMs }) => latencyMs ?? []).toSorted((one, other) => one - other);
    const median = took[Math.floor(took.length / 2)];
    return median === undefined || took.length < fewest ? [] : [[endpoint, median] as const];
  });
  return new Map(medians);
}
