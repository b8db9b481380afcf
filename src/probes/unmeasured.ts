import type { ProbeProblem, ProbeResult } from '#domain/probe.ts';

import type { Probe } from './probe.ts';

/** The result of a probe that measured nothing: it says nothing of the endpoint. */
export function unmeasured(probe: Probe, problem: ProbeProblem, startedAt = new Date()): ProbeResult {
  return {
    id: probe.id,
    environment: probe.environment,
    endpoint: probe.endpoint,
    kind: probe.kind,
    url: withoutSecretParts(probe.reach.url),
    startedAt: startedAt.toISOString(),
    durationMs: Math.max(0, Date.now() - startedAt.getTime()),
    location: probe.location,
    standing: 'unknown',
    problem,
    steps: [],
    addresses: [],
    changed: probe.changed,
    loopDelayMs: 0,
    isSpoiled: false,
  };
}

function withoutSecretParts(address: string): string {
  const url = URL.parse(address);
  return url === null ? '' : `${url.protocol}//${url.host}${url.pathname}`;
}
