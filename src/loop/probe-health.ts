import { readHealthBody } from '#domain/health-body.ts';
import type { HttpEndpoint } from '#probes/endpoints.ts';
import { prepareProbe, toResult } from '#probes/prepare-probe.ts';

import { pause } from './pause.ts';
import type { StepContext } from './step-context.ts';

/** What came of a bounded number of probes of one health path. */
export interface HealthProbed {
  readonly endpoint: HttpEndpoint;
  readonly isDeep: boolean;
  readonly total: number;
  readonly failed: number;
  /** Of the first that failed. */
  readonly because?: string | undefined;
  /** What its newest answer calls unwell. */
  readonly unwell: readonly string[];
}

const spacingMs = 100;

/** One connection each, all paths at a time, a tenth of a second apart. */
export async function probeHealth(
  endpoints: readonly HttpEndpoint[],
  context: StepContext,
  signal: AbortSignal,
): Promise<readonly HealthProbed[]> {
  return Promise.all(endpoints.map((endpoint) => probeOften(endpoint, context, signal)));
}

async function probeOften(endpoint: HttpEndpoint, context: StepContext, signal: AbortSignal): Promise<HealthProbed> {
  const { environment, parts, rules } = context;
  const wish = { ...parts, environment, id: endpoint.id, location: 'here' };
  const tally = { total: 0, failed: 0 };
  let because: string | undefined;
  let unwell: readonly string[] = [];
  for (let count = 0; count < rules.stability.samples && !signal.aborted; count += 1) {
    if (count > 0) await pause(spacingMs, signal);
    const prepared = await prepareProbe(endpoint, wish, signal);
    const result =
      'unprepared' in prepared ? toResult(prepared, endpoint, wish) : await parts.prober.probe(prepared, signal);
    if (signal.aborted) break;
    tally.total += 1;
    if (result.standing !== 'up') {
      tally.failed += 1;
      because ??= result.problem?.message;
    }
    unwell = unwellIn(result.http?.body ?? '') ?? unwell;
  }
  const { health, deepHealth } = endpoint.service;
  const isDeep = endpoint.check.path === deepHealth && deepHealth !== health;
  return { endpoint, isDeep, ...tally, because, unwell };
}

const ill = /^(?:down|fail(?:ed|ing)?|unhealthy|error|degraded|unavailable|critical|not[ _-]?ready|out_of_service)$/iu;

/** `status`: the answer as a whole says so, whatever its code. */
function unwellIn(body: string): readonly string[] | undefined {
  const read = readHealthBody(body);
  if (read === undefined) return undefined;
  const whole = /"(?:status|state|health)"\s*:\s*"([^"]{1,40})"/u.exec(body)?.[1] ?? '';
  return ill.test(whole) && read.unwell.length === 0 ? ['status'] : read.unwell;
}
