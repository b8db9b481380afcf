import { formatDuration } from '#domain/duration.ts';

import { evidenceOf, type AuditFinding, type AuditKnowledge } from './audit-finding.ts';
import type { AuditedReport, ClockTime, Read } from './audited-report.ts';

type Deployed = NonNullable<AuditKnowledge['deployed']>;

/** Where no zone is given, the time is the latest that it can be: twelve hours behind UTC. */
const latestZoneMinutes = -720;

/** A report, or a run of ours, from before the newest change that a loop made on its environment. */
export function deployedAfter(report: AuditedReport, { deployed }: AuditKnowledge): readonly AuditFinding[] {
  if (deployed === undefined) return [];
  if (deployed.runStartedAt !== undefined) return ofRun(deployed, deployed.runStartedAt);
  const times = [...report.runs.flatMap(({ startedAt, endedAt }) => [startedAt, endedAt]), ...report.times].flatMap(
    (read) => (read === undefined ? [] : timeOf(read)),
  );
  const last = times.toSorted((one, other) => other.atMs - one.atMs)[0];
  if (last === undefined) return [];
  const beforeMs = Date.parse(deployed.endedAt) - last.atMs;
  if (beforeMs <= last.read.value.unitMs) return [];
  const zone = last.read.value.offsetMinutes === undefined ? ', at UTC−12 at the latest,' : '';
  const when = new Date(last.atMs).toISOString();
  return [
    {
      code: 'results-older-than-deploy',
      message: `Its last time${zone} is ${when}, and ${deployedWords(deployed)}: ${formatDuration(beforeMs)} later. It says nothing of what runs now`,
      weight: 'doubt',
      evidence: evidenceOf([last.read]),
    },
  ];
}

function ofRun(deployed: Deployed, runStartedAt: string): readonly AuditFinding[] {
  const beforeMs = Date.parse(deployed.endedAt) - Date.parse(runStartedAt);
  if (!(beforeMs > 0)) return [];
  return [
    {
      code: 'results-older-than-deploy',
      message: `The run began at ${runStartedAt}, and ${deployedWords(deployed)}: ${formatDuration(beforeMs)} later. Tests before that did not meet what runs now`,
      weight: 'contradiction',
      evidence: [],
    },
  ];
}

function deployedWords({ name, endedAt, versions }: Deployed): string {
  const told = Object.entries(versions).slice(0, 3);
  const now = told.map(([service, version]) => `${service} ${version}`).join(', ');
  return `"${name}" ended at ${endedAt}${now === '' ? '' : ` (since then ${now})`}`;
}

function timeOf(read: Read<ClockTime>): readonly { readonly atMs: number; readonly read: Read<ClockTime> }[] {
  const { date, ms, offsetMinutes = latestZoneMinutes } = read.value;
  const midnight = date === undefined ? NaN : Date.parse(`${date}T00:00:00Z`);
  return Number.isNaN(midnight) ? [] : [{ atMs: midnight + ms - offsetMinutes * 60_000, read }];
}
