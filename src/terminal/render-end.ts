import type { Run } from '#domain/run.ts';
import { isRed, type TestResult } from '#domain/test-result.ts';

import { oneLine } from './one-line.ts';

const shown = 50;

/** What is told in a terminal after a run: each red test with the first line of its message, findings, the verdict. */
export function renderEnd(run: Run, tests: readonly TestResult[]): string {
  const red = tests.filter((test) => isRed(test.outcome));
  const lines = [
    ...red.slice(0, shown).map(redLine),
    ...(red.length > shown ? [`  … and ${red.length - shown} more; "show ${run.id}" has all`] : []),
    ...run.findings.map((finding) => `  finding ${finding.code}: ${finding.message}`),
    ...(run.verdict === undefined
      ? []
      : [`  verdict: ${run.verdict}${run.verdictReason === undefined ? '' : `. ${run.verdictReason}`}`]),
  ];
  return lines.map((line) => `${oneLine(line)}\n`).join('');
}

function redLine(test: TestResult): string {
  const message = test.failure?.message.split('\n', 1)[0] ?? '';
  return `  ${test.outcome} ${test.id}${message === '' ? '' : `: ${message.slice(0, 200)}`}`;
}
