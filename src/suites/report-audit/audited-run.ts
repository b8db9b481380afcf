import type { Suite } from '#domain/configuration.ts';
import type { TestResult } from '#domain/test-result.ts';

import { emptyReport, type AuditedReport, type Workers } from './audited-report.ts';
import { workersOf } from './workers-of.ts';

export interface RunToAudit {
  readonly suite: Pick<Suite, 'name' | 'command' | 'runner'>;
  readonly tests: readonly TestResult[];
  /** How many tests the runner said that it will run. */
  readonly expected?: number | undefined;
  readonly wallMs: number;
  /** The runner came to its end, so that nothing is missing for that reason. */
  readonly isWhole: boolean;
  /** It was seen to use several workers. */
  readonly isParallel?: boolean | undefined;
}

/** A run of our own in the form of every report. Its tests have no lines: they are in the run. */
export function auditedRun({ suite, tests, expected, wallMs, isWhole, isParallel }: RunToAudit): AuditedReport {
  const source = { line: 0, quote: suite.name };
  const command = suite.command.join(' ');
  const asked: Workers = suite.runner === 'pytest' ? workersOf(command) : 'unknown';
  const workers = isParallel === true && asked !== 'unknown' && asked.count === 1 ? 'unknown' : asked;
  return {
    ...emptyReport('run', 'the results of a run'),
    runs: [
      {
        ...source,
        label: suite.name,
        lastLine: 0,
        command: { ...source, value: command },
        wall: { ...source, value: { ms: wallMs, unitMs: 1 } },
        workers,
        lists: [],
        selected: expected === undefined ? undefined : { ...source, value: expected },
        tests: tests.map(({ id, outcome, durationMs }) => ({ id, outcome, durationMs, unitMs: 1, line: 0 })),
        listsAll: true,
        isCut: !isWhole,
      },
    ],
  };
}
