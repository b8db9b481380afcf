import type { ProbeProblem, ProbeResult } from '#domain/probe.ts';

import type { Endpoint } from './endpoints.ts';
import { prepareHttp } from './prepare-http.ts';
import { recordOf, type PrepareParts } from './prepare-parts.ts';
import { shownAddress } from './prepare-settings.ts';
import { prepareWebSocket } from './prepare-websocket.ts';
import type { Probe } from './probe.ts';

export type { Changes, PrepareParts } from './prepare-parts.ts';

/** Why nothing was opened; `toResult` makes a result of it. */
export interface Unprepared {
  readonly unprepared: ProbeProblem;
}

/** Makes a probe of an endpoint: settings filled in, token fetched, limits set. Never rejects but for a bug. */
export async function prepareProbe(
  endpoint: Endpoint,
  parts: PrepareParts,
  signal: AbortSignal,
): Promise<Probe | Unprepared> {
  const prepared =
    endpoint.kind === 'http'
      ? await prepareHttp(endpoint, parts, signal)
      : await prepareWebSocket(endpoint, parts, signal);
  return 'problem' in prepared ? { unprepared: prepared.problem } : prepared;
}

/** The result of a probe that could not be made: unknown, since nothing was measured. */
export function toResult(
  { unprepared }: Unprepared,
  endpoint: Endpoint,
  parts: Pick<PrepareParts, 'environment' | 'variables' | 'id' | 'location' | 'changed'> & {
    readonly startedAt?: Date | undefined;
  },
): ProbeResult {
  const { environment, variables, id, location, changed, startedAt = new Date() } = parts;
  return {
    id,
    environment: environment.name,
    endpoint: endpoint.id,
    kind: endpoint.kind,
    url: shownAddress(endpoint.kind === 'http' ? endpoint.service.url : endpoint.socket.url, variables),
    startedAt: startedAt.toISOString(),
    durationMs: 0,
    location,
    standing: 'unknown',
    problem: unprepared,
    steps: [],
    addresses: [],
    changed: recordOf(changed),
    loopDelayMs: 0,
    isSpoiled: false,
  };
}
