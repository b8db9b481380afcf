import type { AuditFinding, AuditKnowledge, Weight } from './audit-finding.ts';
import type { AuditedReport } from './audited-report.ts';
import { countSum } from './count-sum.ts';
import { baseline } from './baseline.ts';
import { deployedAfter } from './deployed-after.ts';
import { durationConclusions } from './duration-conclusions.ts';
import { durationSum } from './duration-sum.ts';
import { identicalDurations } from './identical-durations.ts';
import { listedCount } from './listed-count.ts';
import { nothingTested } from './nothing-tested.ts';
import { oldBuild } from './old-build.ts';
import { olderThanDeploy } from './older-than-deploy.ts';
import { percentages } from './percentages.ts';
import { roundTripSpeed } from './round-trip-speed.ts';
import { selectedCount } from './selected-count.ts';
import { shortUptime } from './short-uptime.ts';
import { successClaims } from './success-claims.ts';
import { timeOrder } from './time-order.ts';
import { timeZones } from './time-zones.ts';
import { timerPadded } from './timer-padded.ts';
import { wallTimeForms } from './wall-time-forms.ts';

export type Check = (report: AuditedReport, knowledge: AuditKnowledge) => readonly AuditFinding[];

/** Every check, in the order in which findings of the same weight are told. */
export const checks: readonly Check[] = [
  durationSum,
  wallTimeForms,
  countSum,
  listedCount,
  selectedCount,
  baseline,
  percentages,
  successClaims,
  timerPadded,
  identicalDurations,
  roundTripSpeed,
  durationConclusions,
  nothingTested,
  oldBuild,
  olderThanDeploy,
  deployedAfter,
  shortUptime,
  timeOrder,
  timeZones,
];

const weights: readonly Weight[] = ['contradiction', 'doubt', 'note'];
const mostFindings = 100;

/** What cannot be believed of a report, and why; the heaviest first, at most a hundred. Takes time linear in the report. */
export function auditReport(report: AuditedReport, knowledge: AuditKnowledge = {}): readonly AuditFinding[] {
  const found = checks.flatMap((check) => check(report, knowledge));
  return weights.flatMap((weight) => found.filter((finding) => finding.weight === weight)).slice(0, mostFindings);
}
