import type { ProbeResult } from '#domain/probe.ts';
import { endpointsOf, type Endpoint, type HttpEndpoint } from '#probes/endpoints.ts';

import { subjectOf } from './address-families.ts';
import { hostOf } from '../endpoint-address.ts';
import type { Experiment, Lab, ProbeWish } from './experiment.ts';
import { alone, findings, type Seen } from './finding.ts';
import { bareEndpoint } from './other-names.ts';

/** Compares our clock with the Date headers of two servers. */
export const clocks: Experiment = {
  name: 'clocks',
  observes: ['clock.offset-seconds', 'clock.others-offset-seconds'],
  costSeconds: 0.4,
  doing: 'comparing clocks',
  applies: ({ paths: [path] }) => path !== undefined,
  run: async (aim, lab, signal) => {
    const [own] = aim.paths;
    if (own === undefined) return [];
    const host = hostOf(subjectOf(aim) ?? own, lab.variables);
    const [control] = lab.control;
    const elsewhere = endpointsOf(aim.environment).find(
      (each) => each.kind === 'http' && each.name !== own.name && hostOf(each, lab.variables) !== host,
    );
    const bare = control === undefined ? undefined : bareEndpoint('control', control);
    const others = [elsewhere, bare].filter((each) => each !== undefined);
    const asked = { lab, signal };
    const [seen, ...beside] = await Promise.all([
      offsetOf(own, asked),
      ...others.map((other) => offset('clock.others-offset-seconds', other, asked)),
    ]);
    // The first of them that gives a time: behind one bad certificate there is none.
    const told = beside.find((each) => each.length > 0) ?? [];
    return findings([...seen, ...told], alone(lab, lab.now().toISOString()));
  },
};

/** Behind a certificate that is not trusted nothing tells the time: then round the proxy. */
async function offsetOf(own: HttpEndpoint, asked: Asked): Promise<readonly Seen[]> {
  const seen = await offset('clock.offset-seconds', own, asked);
  if (seen.length > 0 || own.service.direct === undefined) return seen;
  return offset('clock.offset-seconds', own, asked, { route: 'direct' });
}

interface Asked {
  readonly lab: Lab;
  readonly signal: AbortSignal;
}

async function offset(
  fact: Seen['fact'],
  endpoint: Endpoint,
  ...[{ lab, signal }, changed]: readonly [asked: Asked, changed?: ProbeWish['changed']]
): Promise<readonly Seen[]> {
  const plain = await lab.probe({ endpoint, changed }, signal);
  // By a clock that is wrong every certificate is: what time it is may be asked all the same.
  const isUntrusted = plain.brokeAt === 'tls' && plain.tls?.isTrusted === false && endpoint.kind === 'http';
  const result = isUntrusted ? await lab.probe({ endpoint, changed, fromAnybody: true }, signal) : plain;
  return readClock(fact, result);
}

/** What time it was there when it answered; nothing without a Date header. */
export function readClock(fact: Seen['fact'], { http, startedAt, durationMs, endpoint }: ProbeResult): readonly Seen[] {
  const theirMs = Date.parse(http?.headers['date'] ?? '');
  if (Number.isNaN(theirMs)) return [];
  const ourMs = Date.parse(startedAt) + durationMs;
  const value = Math.round((theirMs - ourMs) / 1_000);
  const says = `the clock of ${endpoint} is ${Math.abs(value)} s ${value < 0 ? 'behind' : 'ahead of'} ours`;
  return [{ fact, value, says, raw: `Date: ${http?.headers['date']}`, subject: endpoint }];
}
