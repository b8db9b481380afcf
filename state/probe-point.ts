import type { ProbeResult } from '#domain/probe.ts';
import type { ProbePoint } from './watch.ts';

/** What is kept of a result for long; undefined for an address that is not configured. */
export function pointOf(result: ProbeResult): ProbePoint | undefined {
  const { environment, endpoint, standing, brokeAt, problem, startedAt: at, http, ws, isSpoiled } = result;
  if (environment === undefined) return undefined;
  const latencyMs = http?.firstByteMs ?? ws?.roundTripMs ?? ws?.pingMs;
  return {
    at,
    environment,
    endpoint,
    standing,
    ...(brokeAt === undefined ? {} : { brokeAt }),
    ...(problem === undefined ? {} : { code: problem.code }),
    ...(latencyMs === undefined ? {} : { latencyMs }),
    ...(isSpoiled ? { isSpoiled } : {}),
  };
}
