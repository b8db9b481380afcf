import type { ProbeResult, Standing } from '#domain/probe.ts';

export function tallyOf(results: readonly ProbeResult[]): Readonly<Record<Standing, number>> {
  const tally = { up: 0, down: 0, unknown: 0 };
  for (const { standing } of results) tally[standing] += 1;
  return tally;
}
