import { plural } from '#domain/plural.ts';

import { evidenceOf, type AuditFinding } from './audit-finding.ts';
import type { AuditedReport, ReportedRun } from './audited-report.ts';
import { filesOf, keywordMatches, keywordOf } from './keyword-matches.ts';
import { ranOf } from './recognise-counts.ts';
import { someOf, sourceOfTest } from './words.ts';

/** What ran against what was collected, and against what an earlier run of the same file shows that `-k` selects. */
export function selectedCount({ runs }: AuditedReport): readonly AuditFinding[] {
  return runs.flatMap((run, index) => [...againstCollected(run), ...againstEarlier(run, runs.slice(0, index))]);
}

function againstCollected(run: ReportedRun): readonly AuditFinding[] {
  const { selected, counts, isCut, deselected } = run;
  if (selected === undefined || counts === undefined) return [];
  const { passed = 0, failed = 0, xfailed = 0, xpassed = 0 } = counts.value;
  // Errors come on top of tests, and modules may be skipped before they are collected.
  const judged = passed + failed + xfailed + xpassed;
  const told = ranOf(counts.value);
  const evidence = evidenceOf([selected, deselected, counts]);
  if (judged > selected.value && !isCut) {
    const message = `${selected.value} tests were selected, but ${judged} are counted as run: ${judged} − ${selected.value} = ${judged - selected.value} too many`;
    return [{ code: 'more-run-than-selected', message, weight: 'contradiction', evidence }];
  }
  if (told < selected.value && !isCut) {
    const message = `${selected.value} tests were selected, but only ${told} have a result, and nothing says that the run was stopped: ${selected.value - told} are missing`;
    return [{ code: 'fewer-run-than-selected', message, weight: 'doubt', evidence }];
  }
  return [];
}

function againstEarlier(run: ReportedRun, earlier: readonly ReportedRun[]): readonly AuditFinding[] {
  const command = run.command?.value ?? '';
  const keyword = keywordOf(command);
  const [file, ...more] = filesOf(command);
  if (keyword === undefined || file === undefined || more.length > 0 || run.counts === undefined || run.isCut)
    return [];
  if (/\s(?:-m|--deselect|--ignore|--lf|--last-failed)\b/.test(command)) return [];
  const whole = earlier.findLast((each) => isWholeFile(each, file));
  const selected = whole?.tests.filter(({ id }) => keywordMatches(keyword, id.split('::').at(-1) ?? id) === true) ?? [];
  const ran = ranOf(run.counts.value);
  if (selected.length <= ran) return [];
  return [
    {
      code: 'selection-too-small',
      message: `-k "${keyword}" selects at least ${plural(selected.length, 'test')} of those that ${file} held before (${someOf(selected.map(({ id }) => id))}), but ${ran} ran: ${selected.length - ran} are missing`,
      weight: 'contradiction',
      evidence: evidenceOf([run.command, run.counts, ...selected.map(sourceOfTest)]),
    },
  ];
}

function isWholeFile({ command, tests }: ReportedRun, file: string): boolean {
  const files = filesOf(command?.value ?? '');
  return tests.length > 0 && files.length === 1 && files[0] === file && keywordOf(command?.value ?? '') === undefined;
}
