import { formatDuration } from '#domain/duration.ts';
import type { HttpEndpoint } from '#probes/endpoints.ts';
import { endpointsOf } from '#probes/endpoints.ts';

import { closesSince } from '../closes-since.ts';
import { lookAtServices, type Sample } from '../look-at-services.ts';
import { newestStart, restartedSince } from '../process-starts.ts';
import { probeHealth, type HealthProbed } from '../probe-health.ts';
import { restartedSinceGate } from '../replaced-since-gate.ts';
import { finding, isFinding, observe, type LoopStepWork, type Seen, type StepContext } from '../step-context.ts';

/** A process younger than this is never called stable. */
const youngMs = 10 * 60_000;
const slackMs = 2_500;
const dependencies: ReadonlySet<string> = new Set(['database', 'cache', 'auth', 'queue', 'status']);

/** Health shallow and deep, how long each service has been up, restarts between looks, errors among a bounded number of probes, closes. */
export const stabilityStep: LoopStepWork = async (context, signal) => {
  const { environment, parts, rules } = context;
  const paths = healthPaths(context);
  if (environment.services.size === 0) return { state: 'skipped', says: 'No service is configured' };
  const first = await lookAtServices({ environment, samples: 0, healthSamples: 1 }, parts, signal);
  const probed = await probeHealth(paths, context, signal);
  const second = await lookAtServices({ environment, samples: 0, healthSamples: 1 }, parts, signal);
  const closes = await closesSince(context);
  const health = probed.map((each) => seenOfHealth(each, rules.stability.errorShare));
  const services = [...environment.services.keys()].map((name) => seenOfUptime(name, { first, second, context }));
  const seen = [...health.flat(), ...services.flat(), ...closes];
  const isGood = !seen.some(isFinding);
  const told = seen.filter((each) => !isFinding(each)).map(({ says }) => says);
  const says = told.length === 0 ? 'No health path is configured: not established' : told.join('; ');
  return {
    state: isGood ? 'passed' : 'failed',
    says: says.slice(0, 1_500),
    saw: seen.map(observe(context, 'stability', 'probe')),
  };
};

function healthPaths({ environment }: StepContext): readonly HttpEndpoint[] {
  return endpointsOf(environment).filter((endpoint): endpoint is HttpEndpoint => {
    if (endpoint.kind !== 'http') return false;
    const { health, deepHealth } = endpoint.service;
    return endpoint.check.path === health || endpoint.check.path === deepHealth;
  });
}

function seenOfHealth(
  { endpoint, isDeep, total, failed, because, unwell }: HealthProbed,
  errorShare: number,
): readonly Seen[] {
  const { id } = endpoint;
  const depth = isDeep ? 'deep health' : 'health';
  const good = `${id}: ${depth} answered ${total - failed} of ${total}`;
  const says = because === undefined ? good : `${good} (${because})`;
  const seen: Seen = { fact: 'health.answered', value: total - failed, says, subject: id };
  const ill: readonly Seen[] =
    unwell.length === 0
      ? []
      : [
          {
            fact: 'health.says',
            value: unwell.join(' '),
            says: `${id} calls ${unwell.join(', ')} unwell`,
            subject: id,
          },
        ];
  // A plain `false` may mean anything (`debug: false`); what everything depends on, or the answer as a whole, is meant.
  const isIll = unwell.some((name) => dependencies.has(name));
  const isBad = total === 0 || failed / total > errorShare;
  return [
    seen,
    ...ill,
    ...(isBad ? [finding('health-failing', says, id)] : []),
    ...(isIll ? ill.map((each) => finding('health-failing', each.says, id)) : []),
  ];
}

interface Looks {
  readonly first: readonly Sample[];
  readonly second: readonly Sample[];
  readonly context: StepContext;
}

function seenOfUptime(service: string, { first, second, context }: Looks): readonly Seen[] {
  const of = (samples: readonly Sample[]): readonly Sample[] => samples.filter((each) => each.service === service);
  const start = newestStart([...of(first), ...of(second)]);
  if (start === undefined) return [];
  const upMs = context.parts.now().getTime() - start.startedMs;
  const restart = restartedSince(of(first), of(second)) ?? restartedSinceGate(service, of(second), context);
  const says = sayUptime(service, upMs, context);
  const seen: Seen = { fact: 'service.uptime-seconds', value: Math.round(upMs / 1_000), says, subject: service };
  if (restart === undefined) return [seen];
  return [
    seen,
    finding('service-restart', `${service} started anew ${formatDuration(upMs)} ago, after the version gate`, service),
  ];
}

function sayUptime(service: string, upMs: number, { round }: StepContext): string {
  if (upMs >= youngMs) return `${service} has been up for ${formatDuration(upMs)}`;
  const began = round.change === undefined ? Number.NaN : Date.parse(round.change.startedAt);
  const isOfDeploy = Date.now() - upMs >= began - slackMs;
  const since = isOfDeploy ? 'by the deploy of this round' : 'not by a deploy of this round';
  return `${service} restarted ${formatDuration(upMs)} ago, ${since}: too short to be called stable`;
}
