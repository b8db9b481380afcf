import { plural } from '#domain/plural.ts';

import type { AuditFinding } from './audit-finding.ts';
import { evidenceOf } from './audit-finding.ts';
import type { AuditedReport, ListedTest, ReportedRun } from './audited-report.ts';
import { seconds, sourceOfTest } from './words.ts';

type Timed = ListedTest & { readonly durationMs: number };

/** Durations that cannot have fitted into the wall time with the workers that there were. */
export function durationSum({ runs }: AuditedReport): readonly AuditFinding[] {
  return runs.flatMap((run) => {
    const { wall, workers } = run;
    const timed = run.tests.filter((test): test is Timed => test.durationMs !== undefined && test.durationMs > 0);
    if (wall === undefined || timed.length === 0) return [];
    const longest = timed.reduce((most, test) => (test.durationMs > most.durationMs ? test : most));
    const slackMs = slackOf(wall.value.ms, wall.value.unitMs);
    if (longest.durationMs > wall.value.ms + slackMs + half(longest)) return [longerThanAll(run, longest)];
    if (workers === 'unknown') return [];
    const sumMs = timed.reduce((sum, { durationMs }) => sum + durationMs, 0);
    const roundingMs = timed.reduce((sum, test) => sum + half(test), 0);
    const roomMs = wall.value.ms * workers.count;
    return sumMs <= roomMs + slackMs * workers.count + roundingMs ? [] : [tooMuch(run, { timed, sumMs, roomMs })];
  });
}

/** Half of what the last digit stands for: a number that is shown was rounded. */
function half({ unitMs = 1 }: ListedTest): number {
  return unitMs / 2;
}

/** The clocks of the tests and of the whole are not read at the same moments. */
function slackOf(wallMs: number, unitMs: number): number {
  return 500 + wallMs * 0.01 + unitMs;
}

function tooMuch(
  run: ReportedRun,
  sums: { readonly timed: readonly Timed[]; readonly sumMs: number; readonly roomMs: number },
): AuditFinding {
  const { timed, sumMs, roomMs } = sums;
  const { wall, workers, command } = run;
  const at = workers === 'unknown' ? { count: 1, why: '' } : workers;
  const room = `${seconds(wall?.value.ms ?? 0)} with ${plural(at.count, 'worker')} (${at.why})`;
  return {
    code: 'durations-exceed-wall-time',
    message: `The ${timed.length} listed durations add up to ${seconds(sumMs)}, but the run took ${room}: ${seconds(sumMs)} − ${seconds(roomMs)} = ${seconds(sumMs - roomMs)} too much`,
    weight: 'contradiction',
    evidence: evidenceOf([
      command,
      wall,
      ...timed
        .toSorted((one, other) => other.durationMs - one.durationMs)
        .slice(0, 5)
        .map(sourceOfTest),
    ]),
  };
}

function longerThanAll({ wall }: ReportedRun, longest: Timed): AuditFinding {
  return {
    code: 'durations-exceed-wall-time',
    message: `"${longest.id}" is listed with ${seconds(longest.durationMs)}, longer than the whole run, which took ${seconds(wall?.value.ms ?? 0)}`,
    weight: 'contradiction',
    evidence: evidenceOf([wall, sourceOfTest(longest)]),
  };
}
