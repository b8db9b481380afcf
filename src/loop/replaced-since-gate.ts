import { formatDuration } from '#domain/duration.ts';

import { isOtherInstance } from './judge-look.ts';
import type { Sample } from './look-at-services.ts';
import { newestStart, type ProcessStart } from './process-starts.ts';
import { factsOf, finding, type Seen, type StepContext } from './step-context.ts';

/** More than these and each answer may have a name of its own. */
const mostInstances = 4;

/** A process that began since the version gate of this round; undefined: none, or nobody says since when it runs. */
export function restartedSinceGate(
  service: string,
  samples: readonly Sample[],
  context: StepContext,
): ProcessStart | undefined {
  const gate = Date.parse(context.round.steps.find(({ step }) => step === 'version')?.endedAt ?? '');
  const before = Date.parse(factsOf(context, 'service.started-at')[service] ?? '');
  const start = newestStart(samples);
  if (start === undefined) return undefined;
  // A replica that the gate did not meet may be newer than those it met, yet began before its end.
  const isNewer = start.startedMs - 2 * start.slackMs > before && start.startedMs + start.slackMs >= gate;
  return isNewer ? start : undefined;
}

/** That another process answers than at the version gate of this round, in whichever step it was replaced. */
export function replacedSinceGate(service: string, samples: readonly Sample[], context: StepContext): readonly Seen[] {
  const start = restartedSinceGate(service, samples, context);
  if (start !== undefined) {
    const ago = formatDuration(context.parts.now().getTime() - start.startedMs);
    return [finding('service-restart', `${service} started anew ${ago} ago, after the version gate`, service)];
  }
  const instancesBefore = factsOf(context, 'service.instance');
  const known = (instancesBefore[service] ?? '').split(' ').filter((each) => each.startsWith('version:'));
  if (known.length === 0 || known.length > mostInstances) return [];
  if (!isOtherInstance(service, samples, { instancesBefore })) return [];
  const says = `${service} is answered by none of those that passed the version gate`;
  return [finding('service-restart', says, service)];
}
