import { plural } from '#domain/plural.ts';

import { evidenceOf, type AuditFinding } from './audit-finding.ts';
import type { AuditedReport, ReportedRun } from './audited-report.ts';
import { seconds, someOf } from './words.ts';

/** Runs in which nothing, or next to nothing, was judged. */
export function nothingTested({ runs }: AuditedReport): readonly AuditFinding[] {
  return runs.flatMap((run) => {
    const sums = sumsOf(run);
    if (sums === undefined) return [];
    const { judged, skipped, xfailed, deselected } = sums;
    const evidence = evidenceOf([run.collected, run.counts, run]);
    if (isOfFilesAlone(run)) return [filesAlone(run, evidence)];
    if (judged > 0)
      return skipped + xfailed >= judged && skipped + xfailed >= 3
        ? [mostSkipped({ ...sums, spared: sparedWord(run) }, evidence)]
        : [];
    const spared = sparedWord(run);
    const why = [
      skipped === 0 ? undefined : `${skipped} skipped`,
      xfailed === 0 ? undefined : `${xfailed} ${spared}`,
      deselected === 0 ? undefined : `${deselected} deselected`,
    ].filter((each) => each !== undefined);
    const wall = run.wall === undefined ? '' : ` in ${seconds(run.wall.value.ms)}`;
    const message = `No test passed or failed${wall}: ${why.length === 0 ? 'there were none' : why.join(', ')}`;
    return [{ code: 'nothing-tested', message, weight: 'doubt' as const, evidence }];
  });
}

function sparedWord({ label }: ReportedRun): string {
  return label === 'node --test' ? 'todo' : 'expected to fail';
}

/** Node counts a file in which there is no test as one that passed, by its name. */
function isOfFilesAlone({ label, tests }: ReportedRun): boolean {
  return label === 'node --test' && tests.length > 0 && tests.every(({ id }) => /\.[cm]?[jt]s$/u.test(id));
}

function filesAlone({ tests }: ReportedRun, evidence: AuditFinding['evidence']): AuditFinding {
  const names = someOf(tests.map(({ id }) => id));
  const message = `No test is listed, but ${plural(tests.length, 'file')} that ended without error: ${names}`;
  return { code: 'nothing-tested', message, weight: 'doubt', evidence };
}

interface Sums {
  readonly judged: number;
  readonly skipped: number;
  readonly xfailed: number;
  readonly deselected: number;
}

function sumsOf({ counts, tests, listsAll, deselected, isCut }: ReportedRun): Sums | undefined {
  const isEmpty = tests.length === 0 && counts === undefined;
  if (isCut || (isEmpty && !listsAll)) return undefined;
  if (counts !== undefined) {
    const {
      passed = 0,
      failed = 0,
      error = 0,
      xpassed = 0,
      skipped = 0,
      xfailed = 0,
      deselected: left = 0,
    } = counts.value;
    return { judged: passed + failed + error + xpassed, skipped, xfailed, deselected: deselected?.value ?? left };
  }
  if (!listsAll) return undefined;
  const of = (outcome: string): number => tests.filter((test) => test.outcome === outcome).length;
  const [skipped, xfailed] = [of('skipped'), of('xfailed')];
  return { judged: tests.length - skipped - xfailed, skipped, xfailed, deselected: deselected?.value ?? 0 };
}

function mostSkipped(
  { judged, skipped, xfailed, spared }: Sums & { readonly spared: string },
  evidence: AuditFinding['evidence'],
): AuditFinding {
  const all = judged + skipped + xfailed;
  const parts = xfailed === 0 ? `${skipped} skipped` : `${skipped} skipped and ${xfailed} ${spared}`;
  const message = `Only ${judged} of ${plural(all, 'test')} were judged, ${parts}: (${skipped} + ${xfailed}) / ${all} = ${Math.round(((skipped + xfailed) / all) * 100)} %`;
  return { code: 'most-skipped', message, weight: 'doubt', evidence };
}
