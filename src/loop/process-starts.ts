import type { Sample } from './look-at-services.ts';

/** When a process that answered had begun, by the uptime that it reported. */
export interface ProcessStart {
  readonly startedMs: number;
  /** Uptimes are often whole seconds. */
  readonly slackMs: number;
}

type Timed = Pick<Sample, 'atMs' | 'uptimeSeconds'>;

const wholeSlackMs = 1_600;
const fineSlackMs = 600;

/** One for each answer that reports an uptime. */
function startsIn(samples: readonly Timed[]): readonly ProcessStart[] {
  return samples.flatMap(({ atMs, uptimeSeconds }) => {
    if (uptimeSeconds === undefined) return [];
    const slackMs = Number.isInteger(uptimeSeconds) ? wholeSlackMs : fineSlackMs;
    return [{ startedMs: atMs - uptimeSeconds * 1_000, slackMs }];
  });
}

/** The newest of them. */
export function newestStart(samples: readonly Timed[]): ProcessStart | undefined {
  return startsIn(samples).toSorted((one, other) => other.startedMs - one.startedMs)[0];
}

/**
 * A process in `after` that was not there in `before` and began since: a restart. A replica that was only not met before
 * began earlier.
 */
export function restartedSince(before: readonly Timed[], after: readonly Timed[]): ProcessStart | undefined {
  const known = startsIn(before);
  if (known.length === 0) return undefined;
  const seenMs = Math.max(...before.map(({ atMs }) => atMs));
  const isKnown = ({ startedMs, slackMs }: ProcessStart): boolean =>
    known.some((each) => Math.abs(each.startedMs - startedMs) <= Math.max(each.slackMs, slackMs));
  return startsIn(after)
    .filter((start) => !isKnown(start) && start.startedMs + start.slackMs >= seenMs)
    .toSorted((one, other) => other.startedMs - one.startedMs)[0];
}
