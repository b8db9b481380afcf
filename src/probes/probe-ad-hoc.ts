import { OperatorError } from '#domain/operator-error.ts';
import { plural } from '#domain/plural.ts';
import type { ProbeProblem, ProbeResult } from '#domain/probe.ts';

import { adHocProbe, placeOf, withoutContent } from './ad-hoc-probe.ts';
import { admitUrl, type AdmittedUrl, type GuardParts } from './admit-url.ts';
import { ProbeFault } from './probe-fault.ts';
import type { Prober } from './prober.ts';

export interface AdHocParts extends GuardParts {
  readonly prober: Prober;
  readonly now: () => Date;
}

export interface AdHocWish {
  /** Id for the result. */
  readonly id: string;
  readonly url: string;
}

const mostHops = 5;
/** After this long no hop is begun: whoever leads from one slow server to the next must not hold up those who wait. */
const hopsMs = 10_000;
const redirects = new Set([301, 302, 303, 307, 308]);

/**
 * Probes an address that is not configured, and where it leads to, each hop behind the guard. The result is that of the last
 * hop, under the address that was asked for. Rejects with `BAD_URL` or `ADDRESS_REFUSED` for that one alone; where a
 * redirect leads to a forbidden one, the result says so.
 */
export async function probeAdHoc(wish: AdHocWish, parts: AdHocParts, signal: AbortSignal): Promise<ProbeResult> {
  const endpoint = placeOf(wish.url);
  const names = { id: wish.id, endpoint };
  const sinceMs = parts.now().getTime();
  let next = wish.url;
  let before: ProbeResult | undefined;
  for (let hop = 0; ; hop += 1) {
    const admitted = await admit(next, { before, names, parts }, signal);
    if ('result' in admitted) return admitted.result;
    const measured = await parts.prober.probe(adHocProbe(admitted, names), signal);
    const result = withoutContent(withHops(measured, hop), admitted.lookedUpMs);
    const target = redirectOf(measured, admitted.url);
    if (target === undefined) return result;
    if (hop === mostHops)
      return stopped(result, {
        code: 'REDIRECTS',
        message: `More than ${mostHops} redirects, the last to ${placeOf(target)}`,
      });
    if (parts.now().getTime() - sinceMs > hopsMs)
      return stopped(result, {
        code: 'REDIRECTS',
        message: `Redirects for more than ${hopsMs / 1_000} s, the last to ${placeOf(target)}`,
      });
    if (!/^https?:/u.test(target))
      return stopped(result, { code: 'REDIRECTS', message: 'Redirects to something that is no web address' });
    next = target;
    before = result;
  }
}

interface Hop {
  readonly before: ProbeResult | undefined;
  readonly names: { readonly id: string; readonly endpoint: string };
  readonly parts: AdHocParts;
}

async function admit(
  url: string,
  { before, names, parts }: Hop,
  signal: AbortSignal,
): Promise<AdmittedUrl | { readonly result: ProbeResult }> {
  const startedAt = parts.now();
  try {
    return await admitUrl(url, parts, signal);
  } catch (error) {
    if (error instanceof ProbeFault) return { result: unresolved(error, { url, names, startedAt, now: parts.now() }) };
    if (before === undefined || !(error instanceof OperatorError)) throw error;
    return {
      result: stopped(before, {
        code: error.code,
        message: `Redirects to ${placeOf(url)}, not followed: ${error.message}`,
      }),
    };
  }
}

/** What lies behind it was not measured, so nothing is said of it. */
function stopped(result: ProbeResult, problem: ProbeProblem): ProbeResult {
  return { ...result, standing: 'unknown', brokeAt: undefined, problem };
}

function redirectOf({ http }: ProbeResult, from: string): string | undefined {
  const location = http?.headers['location'];
  if (http?.status === undefined || location === undefined || !redirects.has(http.status)) return undefined;
  return URL.parse(location, from)?.href ?? 'invalid:';
}

function withHops(result: ProbeResult, hops: number): ProbeResult {
  if (hops === 0) return result;
  const after = `after ${plural(hops, 'redirect')}, at ${result.url}`;
  const steps = result.steps.map((each) =>
    each.step === 'request'
      ? { ...each, detail: each.detail === undefined ? after : `${each.detail}, ${after}` }
      : each,
  );
  return { ...result, steps };
}

interface Unresolved {
  readonly url: string;
  readonly names: Hop['names'];
  readonly startedAt: Date;
  readonly now: Date;
}

/** The name cannot be looked up: that is a result of its first rung. */
function unresolved({ code, message }: ProbeFault, { url, names, startedAt, now }: Unresolved): ProbeResult {
  const isAborted = code === 'ABORTED';
  const durationMs = Math.max(0, now.getTime() - startedAt.getTime());
  return {
    ...names,
    kind: /^wss?:/u.test(url) ? 'websocket' : 'http',
    url: placeOf(url),
    startedAt: startedAt.toISOString(),
    durationMs,
    location: 'here',
    standing: isAborted ? 'unknown' : 'down',
    ...(isAborted ? {} : { brokeAt: 'dns' as const }),
    problem: { code, message },
    steps: [{ step: 'dns', outcome: isAborted ? 'not-reached' : 'failed', durationMs, detail: message }],
    addresses: [],
    changed: {},
    loopDelayMs: 0,
    isSpoiled: false,
  };
}
