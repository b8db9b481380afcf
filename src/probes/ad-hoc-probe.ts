import type { ProbeResult } from '#domain/probe.ts';

import type { AdmittedUrl } from './admit-url.ts';
import { defaultLimits, type Probe } from './probe.ts';

const withinMs = 5_000;

/** A probe of an address that nobody configured: without credentials, and only to the addresses that were judged. */
export function adHocProbe(admitted: AdmittedUrl, names: { readonly id: string; readonly endpoint: string }): Probe {
  const { url, kind, pinned } = admitted;
  const common = {
    ...names,
    location: 'here',
    reach: { url, pinned, limits: defaultLimits },
    headers: {},
    changed: {},
    isAdHoc: true,
  };
  if (kind === 'http') return { ...common, kind, method: 'GET', version: 'h1', expect: {} };
  return {
    ...common,
    kind,
    subprotocols: [],
    token: 'none',
    expect: [],
    typeAt: '/type',
    withinMs,
    holdWith: 'nothing',
    sizes: [],
  };
}

const shownHeaders = new Set([
  'server',
  'via',
  'date',
  'content-type',
  'content-length',
  'content-encoding',
  'age',
  'upgrade',
]);

/** The result as everybody may see it: no body, no messages, few headers, the address that led on without its query. */
export function withoutContent(result: ProbeResult, lookedUpMs: number): ProbeResult {
  const { http, ws, steps } = result;
  return {
    ...result,
    // The name was looked up by the guard, once, so that is how long it took.
    steps: steps.map((each) =>
      each.step === 'dns' && each.outcome === 'passed' ? { ...each, durationMs: lookedUpMs } : each,
    ),
    http: http && { ...http, headers: fewHeaders(http.headers), body: undefined },
    ws: ws && {
      ...ws,
      headers: fewHeaders(ws.headers),
      body: undefined,
      events: ws.events.map(({ atMs, from, bytes }) => ({ atMs, from, bytes })),
    },
  };
}

function fewHeaders(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const shown = Object.entries(headers).filter(([name]) => shownHeaders.has(name.toLowerCase()));
  const leadsTo = URL.parse(headers['location'] ?? '');
  return Object.fromEntries(leadsTo === null ? shown : [...shown, ['location', placeOf(leadsTo)]]);
}

/** An address as it may be told: without user, query and fragment. */
export function placeOf(url: string | URL): string {
  const parsed = typeof url === 'string' ? URL.parse(url) : url;
  return parsed === null ? '' : `${parsed.protocol}//${parsed.host}${parsed.pathname}`;
}
