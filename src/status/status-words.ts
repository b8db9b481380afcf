import { formatAge } from '#domain/age.ts';
import { approvalInWords } from '#domain/approval-report.ts';
import type { Approval } from '#domain/approval.ts';
import type { CloseCount } from '#domain/close.ts';
import { formatDuration } from '#domain/duration.ts';
import { concernedBy, incidentCare, incidentTitle, quietInWords } from '#domain/incident-words.ts';
import type { Incident } from '#domain/incident.ts';
import { loopInWords } from '#domain/loop-words.ts';
import type { Line } from '#domain/reply.ts';
import { runInWords, selectionInWords, statusOf } from '#domain/run-words.ts';

import { sparkline } from './sparkline.ts';
import type {
  EndpointStatus,
  EnvironmentStatus,
  LoopStatus,
  SuiteStatus,
  SweepStatus,
  VersionsSeen,
} from './status-facts.ts';

/** `i3 chat on staging is down: HTTP 502 at upgrade · triggered 12 min ago, acknowledged by Ada 2 min ago`. */
export function incidentLine(incident: Incident, now: Date): Line {
  const { id, state, triggeredAt, alarm } = incident;
  const concerned = concernedBy(incident);
  const care = incidentCare(incident, now) ?? (state === 'triggered' ? 'nobody has acknowledged it' : state);
  const names = concerned > 1 ? ` (${endpointsInWords(alarm.endpoints, concerned)})` : '';
  return [
    { kind: 'strong', text: id },
    ` ${incidentTitle(incident)}${quietInWords(incident)}${names} · triggered ${formatAge(triggeredAt, now)}, ${care}`,
  ];
}

/** `chat down at upgrade: 502 Bad Gateway · 40 s ago · ▁▁✗✗`. */
export function endpointLine({ endpoint, standing, latest, isStale, points }: EndpointStatus, now: Date): Line {
  const name = { kind: 'code', text: endpoint } as const;
  if (latest === undefined) return [name, ' UNKNOWN: never measured'];
  const age = formatAge(latest.startedAt, now);
  if (isStale) return [name, ` UNKNOWN: last measured ${age}, ${latest.standing} then`];
  const history = points.length < 2 ? '' : ` · ${sparkline(points)}`;
  return [name, ` ${endpointWords(standing, latest)} · ${age}${history}`];
}

function endpointWords(standing: EndpointStatus['standing'], latest: NonNullable<EndpointStatus['latest']>): string {
  const why = latest.problem?.message ?? '';
  if (standing === 'unknown') return `UNKNOWN: ${why === '' ? 'it could not be measured' : why}`;
  if (standing === 'down') return `DOWN at ${latest.brokeAt ?? 'an unknown rung'}${why === '' ? '' : `: ${why}`}`;
  const latencyMs = latest.http?.firstByteMs ?? latest.ws?.roundTripMs ?? latest.ws?.pingMs;
  return latencyMs === undefined ? 'up' : `up · ${formatDuration(Math.round(latencyMs))}`;
}

/** `l1 Loop on staging, round 1 of 3: deploying · asked for by ada 2 min ago`. */
export function loopLine({ loop, facts }: LoopStatus, now: Date): Line {
  const { id, requestedBy, queuedAt } = loop;
  const words = ` ${loopInWords(loop, facts)} · asked for by ${requestedBy.name} ${formatAge(queuedAt, now)}`;
  return [{ kind: 'strong', text: id }, words];
}

export function approvalLine(approval: Approval): Line {
  return [{ kind: 'strong', text: approval.id }, ` ${approvalInWords(approval)}`];
}

export function suiteLines({ suite, latest, since }: SuiteStatus, now: Date): readonly Line[] {
  const stands: readonly Line[] =
    latest === undefined ? [] : [[`${runInWords(latest, now)}, ${formatAge(latest.endedAt ?? latest.queuedAt, now)}`]];
  if (since === undefined) return stands;
  const part = selectionInWords(since.selection);
  const before = latest === undefined ? `${suite.name} never ran whole: ` : 'since then ';
  return [...stands, [`${before}${part === undefined ? '' : `only ${part}: `}${runInWords(since, now)}`]];
}

export function isRedSuite({ latest }: SuiteStatus): boolean {
  return latest !== undefined && statusOf(latest) === 'failed';
}

/** `api 3f2a91c0, auth 77ab01de (read 2 min ago)`. */
export function versionsInWords({ versions, at }: VersionsSeen, now: Date): string {
  const each = Object.entries(versions).map(([service, version]) => `${service} ${shortVersion(version)}`);
  return `${each.join(', ')} (read ${formatAge(at, now)})`;
}

function shortVersion(version: string): string {
  return /^[0-9a-f]{12,64}$/u.test(version) ? version.slice(0, 8) : version;
}

/** `1011 ×14 by the server, 1006 ×2 by nobody`; the many first, clean goodbyes of our own left out. */
export function closesInWords(closes: readonly CloseCount[]): string | undefined {
  const counts = new Map<string, number>();
  for (const { code, closedBy, count } of closes) {
    if (code === 1000 && closedBy === 'client') continue;
    const key = `${code} by ${closedBy === 'nobody' ? 'nobody (no close frame)' : `the ${closedBy}`}`;
    counts.set(key, (counts.get(key) ?? 0) + count);
  }
  if (counts.size === 0) return undefined;
  const sorted = [...counts].sort(([, one], [, other]) => other - one).slice(0, 6);
  return sorted.map(([key, count]) => `${count} × ${key}`).join(', ');
}

export function sweepInWords({ sweep, latest, missed }: SweepStatus, now: Date): string {
  const gaps =
    missed === 0 ? '' : `; ${missed} of its slots ${missed === 1 ? 'was' : 'were'} not carried out in the last 24 h`;
  if (latest === undefined) return `sweep ${sweep} has not run yet`;
  const { state, up, down, unknown, reason } = latest;
  const counts =
    state === 'ran' ? `: ${up} up, ${down} down, ${unknown} unknown` : `, ${state}: ${reason ?? 'no reason'}`;
  return `sweep ${sweep} ${formatAge(latest.dueAt, now)}${counts}${gaps}`;
}

export function endpointsInWords(endpoints: readonly string[], count: number): string {
  const named = endpoints.slice(0, 3).join(', ');
  return count > 3 ? `${named} and ${count - 3} more` : named;
}

/** Who locked it, when and why. */
export function lockInWords({ lock }: EnvironmentStatus, now: Date): string | undefined {
  return lock && `locked by ${lock.by.name} ${formatAge(lock.at, now)}: ${lock.reason ?? 'no reason given'}`;
}
