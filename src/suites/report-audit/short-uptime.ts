import { formatDuration } from '#domain/duration.ts';

import { evidenceOf, type AuditFinding } from './audit-finding.ts';
import type { AuditedReport, ReportedTime, UptimeStatement } from './audited-report.ts';
import { compareTimes } from './compare-times.ts';
import { seconds } from './words.ts';

/** Within this nothing has shown that a service stays up. */
const shortMs = 600_000;

/** A service that is called stable and was restarted a moment ago, or after the deploy that it is said to run since. */
export function shortUptime({ uptimes, times, deploys }: AuditedReport): readonly AuditFinding[] {
  return uptimes.slice(0, 100).flatMap((uptime) => {
    const since = sinceDeploy(
      uptime,
      times.filter((time) => isDeployTime(time, deploys)),
      times,
    );
    const isTooShort = since !== undefined && since.ms > uptime.uptimeMs + 120_000 + since.ms * 0.02;
    const isShort = uptime.isCalledStable && uptime.uptimeMs < shortMs;
    if (!isShort && !(isTooShort && uptime.isCalledStable)) return [];
    const restarted = `An uptime of ${seconds(uptime.uptimeMs)} means that the service was started ${formatDuration(uptime.uptimeMs)} before it was read`;
    const compared = isTooShort
      ? `; the deploy is told to be ${formatDuration(since.ms)} earlier, so it was started again ${formatDuration(since.ms - uptime.uptimeMs)} after it`
      : '';
    return [
      {
        code: 'stable-after-restart',
        message: `${restarted}, and it is called stable${compared}`,
        weight: 'doubt' as const,
        evidence: evidenceOf([since?.deployed, since?.readAt, uptime]),
      },
    ];
  });
}

function isDeployTime(time: ReportedTime, deploys: AuditedReport['deploys']): boolean {
  return deploys.some(
    ({ kind, line, section }) => kind === 'succeeded' && section === time.section && Math.abs(line - time.line) <= 5,
  );
}

interface Since {
  readonly ms: number;
  readonly deployed: ReportedTime;
  readonly readAt: ReportedTime;
}

/** Between the last deploy and the last time that stands above the uptime. */
function sinceDeploy(
  uptime: UptimeStatement,
  deployTimes: readonly ReportedTime[],
  times: readonly ReportedTime[],
): Since | undefined {
  const deployed = deployTimes.findLast(({ line }) => line < uptime.line);
  const readAt = times.findLast(({ line }) => line < uptime.line);
  if (deployed === undefined || readAt === undefined || deployed === readAt) return undefined;
  // A deploy that is dated before the start has a wrong time.
  const start = times.find(({ kind, line }) => kind === 'start' && line < deployed.line);
  const order = start === undefined ? 0 : (compareTimes(deployed.value, start.value) ?? 0);
  if (order < 0) return undefined;
  const ms = compareTimes(readAt.value, deployed.value);
  return ms === undefined || ms <= 0 ? undefined : { ms, deployed, readAt };
}
