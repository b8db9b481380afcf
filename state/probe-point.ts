import type { ProbeResult } from '#domain/probe.ts';
import type { ProbePoint } from './watch.ts';

/** What is kept of a result for long, its times to a microsecond; undefined for an address that is not configured. */
export function pointOf(result: ProbeResult): ProbePoint | undefined {
  const { environment, endpoint, standing, brokeAt, problem, startedAt, http, ws, isSpoiled } = result;
  if (environment === undefined) return undefined;
  const latencyMs = http?.firstByteMs ?? ws?.roundTripMs ?? ws?.pingMs;
  return {
    at: new Date(startedAt).toISOString(),
    environment,
    endpoint,
    standing,
    ...(brokeAt === undefined ? {} : { brokeAt }),
    ...(problem === undefined ? {} : { code: problem.code }),
    ...(latencyMs === undefined ? {} : { latencyMs: Math.round(latencyMs * 1000) / 1000 }),
    ...(isSpoiled ? { isSpoiled } : {}),
  };
}
