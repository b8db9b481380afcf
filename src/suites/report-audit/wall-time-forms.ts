import { evidenceOf, type AuditFinding } from './audit-finding.ts';
import type { AuditedReport, ClockTime, ReportedRun } from './audited-report.ts';
import { seconds } from './words.ts';

const dayMs = 86_400_000;

/** One duration told in two forms, or beside a start and an end, that do not agree. */
export function wallTimeForms({ runs }: AuditedReport): readonly AuditFinding[] {
  return runs.flatMap((run) => [...betweenForms(run), ...betweenTimes(run)]);
}

function betweenForms({ wall, otherWall }: ReportedRun): readonly AuditFinding[] {
  if (wall === undefined || otherWall === undefined) return [];
  const apartMs = Math.abs(wall.value.ms - otherWall.value.ms);
  if (apartMs <= Math.max(wall.value.unitMs, otherWall.value.unitMs)) return [];
  const message = `The run is said to have taken ${seconds(wall.value.ms)} and, in the same line, ${seconds(otherWall.value.ms)}: ${seconds(apartMs)} apart`;
  return [{ code: 'wall-time-forms-differ', message, weight: 'contradiction', evidence: evidenceOf([wall]) }];
}

function betweenTimes({ wall, startedAt, endedAt }: ReportedRun): readonly AuditFinding[] {
  if (wall === undefined || startedAt === undefined || endedAt === undefined) return [];
  if (startedAt.value.offsetMinutes !== endedAt.value.offsetMinutes || startedAt.value.date !== endedAt.value.date)
    return [];
  const betweenMs = (endedAt.value.ms - startedAt.value.ms + dayMs) % dayMs;
  const slackMs = unitOf(startedAt.value, endedAt.value) + 60_000 + wall.value.ms * 0.1;
  // A report's times may also frame more than the run, such as its installation; less than the run they cannot.
  if (betweenMs + slackMs >= wall.value.ms) return [];
  const message = `The run is said to have taken ${seconds(wall.value.ms)}, but only ${seconds(betweenMs)} lie between its start and its end`;
  return [
    {
      code: 'wall-time-forms-differ',
      message,
      weight: 'contradiction',
      evidence: evidenceOf([wall, startedAt, endedAt]),
    },
  ];
}

function unitOf(one: ClockTime, other: ClockTime): number {
  return Math.max(one.unitMs, other.unitMs);
}
