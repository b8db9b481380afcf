import type { ClaimedList, ListedTest, ReportedRun, Source, Workers } from './audited-report.ts';
import { workersOf } from './workers-of.ts';

/** A run while its lines are read. */
export type OpenRun = { -readonly [Key in keyof ReportedRun]: ReportedRun[Key] } & {
  /** Of the heading it stands under. */
  readonly level: number;
  /** What its text says of parallel execution. */
  saidWorkers?: Workers | undefined;
  readonly tests: ListedTest[];
  readonly lists: ClaimedList[];
};

export type Heading = Source & { readonly level: number };

export function openRun({ line, quote }: Source, heading: Heading): OpenRun {
  return {
    line,
    quote,
    lastLine: line,
    label: heading.quote,
    level: heading.level,
    workers: 'unknown',
    lists: [],
    tests: [],
    listsAll: false,
    isCut: false,
  };
}

export function isTold({ command, counts, tests }: OpenRun): boolean {
  return command !== undefined || counts !== undefined || tests.length > 0;
}

export function closedRun({ level: _level, saidWorkers, ...run }: OpenRun): ReportedRun {
  const command = run.command?.value;
  return { ...run, workers: saidWorkers ?? workersOf(command), isCut: run.isCut || isStoppedEarly(command) };
}

function isStoppedEarly(command = ''): boolean {
  return /(?:^|\s)(?:-x|--exitfirst|--maxfail\S*|--sw|--stepwise)(?=$|\s)/.test(command);
}
