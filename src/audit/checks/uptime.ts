import { formatDuration } from '#domain/duration.ts';
import { readHealthBody } from '#domain/health-body.ts';

import type { Check, Judged, Seen } from '../check.ts';
import type { Evidence, Look } from '../evidence.ts';
import { listed, seenByProbe } from '../seen.ts';

const stableSeconds = 600;
const dayMs = 86_400_000;
/** Clocks and rounding. */
const slackMs = 30_000;

/** Services have been up for a while and were not started again and again. An uptime of two minutes is a restart two minutes ago. */
export const uptime: Check = {
  name: 'uptime',
  section: 'stability',
  judge: (evidence) =>
    [...evidence.environment.services].flatMap(([name, { health, deepHealth }]) => {
      const looks = evidence.looks.filter(
        ({ purpose, name: of, path }) =>
          purpose === 'plain' && of === name && path !== undefined && [health, deepHealth].includes(path),
      );
      return looks.length === 0 ? [] : [judgeService(name, looks, evidence)];
    }),
};

interface Told {
  readonly look: Look;
  readonly seconds: number;
}

function judgeService(name: string, looks: readonly Look[], evidence: Evidence): Judged {
  const base = { id: `stability/${name}/uptime`, weight: 3 };
  const [told] = looks.flatMap((look): readonly Told[] => {
    const seconds = readHealthBody(look.result.http?.body ?? '')?.uptimeSeconds;
    return seconds === undefined ? [] : [{ look, seconds }];
  });
  if (told === undefined) {
    const says = `${name} does not say how long it is up`;
    const seen = looks.slice(0, 1).map((look) => seenByProbe(look, { fact: 'audit.uptime', value: 'unknown', says }));
    return {
      ...base,
      weight: 1,
      result: 'unknown',
      says,
      remedy: 'Let its health answer have "uptime" in seconds',
      seen,
    };
  }
  const startedMs = Date.parse(told.look.result.startedAt) - told.seconds * 1_000;
  const starts = earlierStarts(name, evidence);
  const restarts = countRestarts([...starts, { startedMs, says: '' }]);
  const up = `${name} is up for ${formatDuration(told.seconds * 1_000)}`;
  const seen = [
    seenByProbe(told.look, {
      fact: 'health.uptime-seconds',
      value: Math.round(told.seconds),
      says: `${name} reports an uptime of ${Math.round(told.seconds)} s`,
    }),
    ...starts.flatMap((start) => (start.seen === undefined ? [] : [start.seen])),
  ];
  if (told.seconds < stableSeconds) {
    const says = `${up}: it was started ${formatDuration(told.seconds * 1_000)} ago${restarts > 0 ? `, ${times(restarts)} since the audits of the last day` : ''}, which is not stable yet`;
    return {
      ...base,
      result: restarts > 1 ? 'failed' : 'doubtful',
      says,
      remedy: `Wait until it is up for ${stableSeconds / 60} min, or see why it was started again`,
      seen,
    };
  }
  if (restarts > 1) {
    const says = `${up} and was started again ${times(restarts)} within the audits of the last day (${listed(starts.map((start) => start.says))})`;
    return { ...base, result: 'failed', says, remedy: `See the log of ${name} for why it ended`, seen };
  }
  return { ...base, result: 'passed', says: `${up}${restarts === 1 ? ', started again once within a day' : ''}`, seen };
}

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`;
}

interface Start {
  readonly startedMs: number;
  readonly says: string;
  readonly seen?: Seen | undefined;
}

/** When it had been started, as the audits of the last day saw it; oldest first. */
function earlierStarts(name: string, { history, now }: Evidence): readonly Start[] {
  return history.audits.toReversed().flatMap(({ id, observations }): readonly Start[] => {
    const found = observations.find(({ fact, subject }) => fact === 'health.uptime-seconds' && subject === name);
    if (found === undefined || typeof found.value !== 'number' || now.getTime() - Date.parse(found.at) > dayMs)
      return [];
    const { at, value } = found;
    const says = `${id}: up for ${value} s at ${at}`;
    const seen: Seen = { source: 'history', fact: 'audit.uptime', value, at, says, subject: name };
    return [{ startedMs: Date.parse(at) - value * 1_000, says, seen }];
  });
}

/** Several replicas answer in turn: only a start after the look before it is a restart. */
function countRestarts(starts: readonly Start[]): number {
  let latestMs = -Infinity;
  let count = 0;
  for (const { startedMs } of starts) {
    if (latestMs !== -Infinity && startedMs > latestMs + slackMs) count += 1;
    latestMs = Math.max(latestMs, startedMs);
  }
  return count;
}
