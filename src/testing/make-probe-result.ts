import type { HttpFacts, ProbeResult, WsFacts } from '#domain/probe.ts';
import type { Probing } from '#domain/probing.ts';

/** A result that is up, with what a test says of it in place. */
export function makeProbeResult(parts: Partial<ProbeResult> = {}): ProbeResult {
  return {
    id: 'p12.1',
    environment: 'staging',
    endpoint: 'api',
    kind: 'http',
    url: 'https://api.example.com/health',
    startedAt: '2026-03-02T10:00:00.000Z',
    durationMs: 40,
    location: 'here',
    standing: 'up',
    steps: [{ step: 'dns', outcome: 'passed', durationMs: 0.42, detail: '192.0.2.1' }],
    addresses: [],
    changed: {},
    loopDelayMs: 0,
    isSpoiled: false,
    ...parts,
  };
}

export function makeHttpFacts(parts: Partial<HttpFacts> = {}): HttpFacts {
  return { version: 'HTTP/1.1', status: 200, headers: {}, wireBytes: 0, bodyBytes: 0, assertions: [], ...parts };
}

export function makeWsFacts(parts: Partial<WsFacts> = {}): WsFacts {
  return {
    headers: {},
    offered: [],
    token: 'good',
    events: [],
    closedBy: 'client',
    isClean: true,
    bytesIn: 0,
    bytesOut: 0,
    framesIn: 0,
    framesOut: 0,
    ...parts,
  };
}

/** A probing of one endpoint that has ended, with what a test says of it in place. */
export function makeProbing(parts: Partial<Probing> = {}): Probing {
  return {
    id: 'p12',
    requestId: 'request-12',
    environment: 'staging',
    aim: { kind: 'endpoints', word: 'api', endpoints: ['api'] },
    state: 'done',
    requestedBy: { id: 'U0ANA1', name: 'ana', via: 'slack' },
    place: { channel: 'C1' },
    queuedAt: '2026-03-02T10:00:00.000Z',
    startedAt: '2026-03-02T10:00:00.000Z',
    endedAt: '2026-03-02T10:00:01.000Z',
    counts: { up: 1, down: 0, unknown: 0 },
    results: [makeProbeResult()],
    pairs: [],
    ...parts,
  };
}
