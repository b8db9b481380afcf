import { evidenceOf, type AuditFinding } from './audit-finding.ts';
import type { AuditedReport, ReportedTime } from './audited-report.ts';
import { compareTimes } from './compare-times.ts';

/** More of them are one finding. */
const most = 5;

/** Times that go backwards in a report that is told forwards. */
export function timeOrder({ times, dates }: AuditedReport): readonly AuditFinding[] {
  // A report of several days gives most times without their day.
  const days = new Set(dates.map(({ value }) => value));
  const placed = times.filter(({ kind, value }) => kind !== 'end' && (days.size <= 1 || value.date !== undefined));
  const start = placed.find(({ kind }) => kind === 'start');
  let latest: ReportedTime | undefined;
  let forwards = 0;
  const backwards: { readonly time: ReportedTime; readonly after: ReportedTime }[] = [];
  for (const time of placed) {
    const order = latest === undefined ? undefined : compareTimes(time.value, latest.value);
    if (latest !== undefined && order !== undefined && order < 0) backwards.push({ time, after: latest });
    else {
      if (order !== undefined) forwards += 1;
      if (time.value.offsetMinutes !== undefined) latest = time;
    }
  }
  // Newest first is an order, too.
  return backwards.length === 0 || backwards.length > forwards
    ? []
    : backwards.slice(0, most).map((step) => findingOf(step, start));
}

function findingOf(
  { time, after }: { readonly time: ReportedTime; readonly after: ReportedTime },
  start: ReportedTime | undefined,
): AuditFinding {
  const apart = Math.round(Math.abs(compareTimes(time.value, after.value) ?? 0) / 60_000);
  const beforeStart = start === undefined ? undefined : compareTimes(time.value, start.value);
  const early = beforeStart !== undefined && beforeStart < 0 ? `, and is before the start ("${start?.quote}")` : '';
  return {
    code: 'time-goes-backwards',
    message: `"${time.quote}" (line ${time.line}) stands after "${after.quote}" (line ${after.line}) and is ${Math.floor(apart / 60)} h ${apart % 60} min earlier${early}: a wrong zone, a wrong time, or another day`,
    weight: 'contradiction',
    evidence: evidenceOf([start, after, time]),
  };
}
