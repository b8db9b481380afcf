import { evidenceOf, type AuditFinding } from './audit-finding.ts';
import type { AuditedReport, ClaimedRatio, DeployStatement, ReportedRun } from './audited-report.ts';
import { ranOf } from './recognise-counts.ts';
import { compareTimes } from './compare-times.ts';
import { someOf } from './words.ts';

/** Smaller results are equal by chance. */
const fewest = 4;

/** Results from before a deploy that are told, or dated, as if they were of what was deployed. */
export function olderThanDeploy(report: AuditedReport): readonly AuditFinding[] {
  const deploys = report.deploys.filter(({ kind }) => kind === 'succeeded');
  return [...toldAgain(report, deploys), ...startedBefore(report)];
}

function toldAgain({ ratios, runs }: AuditedReport, deploys: readonly DeployStatement[]): readonly AuditFinding[] {
  const stale = ratios.flatMap((ratio) => {
    const deploy = deploys.findLast(({ line }) => line < ratio.line);
    if (deploy === undefined || ratio.whole === undefined || ratio.whole < fewest) return [];
    const same = runs.filter((run) => hasResult(run, ratio));
    const isInRun = runs.some((run) => run.line <= ratio.line && ratio.line <= run.lastLine);
    const source = same.findLast((run) => run.line < deploy.line);
    return source === undefined || isInRun || same.some((run) => run.line > deploy.line)
      ? []
      : [{ ratio, deploy, source }];
  });
  const [first] = stale;
  if (first === undefined) return [];
  const { ratio, deploy, source } = first;
  const again = repeatOf(
    source,
    runs.filter((run) => run.line > deploy.line && run.line < ratio.line),
  );
  const since =
    again?.counts === undefined
      ? 'that run was not repeated since'
      : `since then only "${again.command?.value ?? again.label}" was run, with ${again.counts.value.passed ?? 0} passed of ${ranOf(again.counts.value)}`;
  return [
    {
      code: 'results-older-than-deploy',
      message: `${ratio.part} of ${ratio.whole} is told after the deploy of line ${deploy.line}, but was measured before it, at line ${source.counts?.line ?? source.line}; ${since}`,
      weight: 'doubt',
      evidence: evidenceOf([source.counts ?? source, deploy, again?.counts, ...stale.map((each) => each.ratio)]),
    },
  ];
}

function hasResult({ counts }: ReportedRun, { part, whole }: ClaimedRatio): boolean {
  return counts !== undefined && ranOf(counts.value) === whole && counts.value.passed === part;
}

function repeatOf({ command }: ReportedRun, later: readonly ReportedRun[]): ReportedRun | undefined {
  const file = /\S+\.(?:py|[cm]?[jt]sx?)/.exec(command?.value ?? '')?.[0];
  return file === undefined ? undefined : later.findLast((run) => run.command?.value.includes(file) === true);
}

/** A run that is dated before a deploy that the report tells of first. */
function startedBefore({ runs, times, deploys }: AuditedReport): readonly AuditFinding[] {
  const deployTimes = times.filter(({ section, line }) =>
    deploys.some((each) => each.kind === 'succeeded' && each.section === section && Math.abs(each.line - line) <= 5),
  );
  const early = runs.flatMap((run) => {
    const at = run.endedAt ?? run.startedAt;
    const deployed = at === undefined ? undefined : deployTimes.findLast(({ line }) => line < run.line);
    const order = at === undefined || deployed === undefined ? undefined : compareTimes(at.value, deployed.value);
    return order !== undefined && order < 0 ? [{ run, at, deployed }] : [];
  });
  return early.slice(0, 3).map(({ run, at, deployed }) => ({
    code: 'results-older-than-deploy',
    message: `"${someOf([run.label])}" is dated before the deploy that stands above it ("${at?.quote}" against "${deployed?.quote}")`,
    weight: 'contradiction' as const,
    evidence: evidenceOf([at, deployed]),
  }));
}
