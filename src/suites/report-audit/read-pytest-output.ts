import { createOutputReader } from '../adapters/pytest-output.ts';
import {
  emptyReport,
  sourceOf,
  type AuditedReport,
  type ClaimedCounts,
  type ListedTest,
  type Read,
  type ReportedRun,
  type Workers,
} from './audited-report.ts';
import { linesOf } from './markdown-lines.ts';
import { createDurationList, isDurationHead } from './pytest-durations.ts';
import { collectedIn, commandIn, finalIn, workerIn, type PytestFinal } from './pytest-lines.ts';
import { countsIn } from './recognise-counts.ts';

const searched =
  'the lines of a pytest session: "test session starts", "collected N items", results of -v, --durations, the summary and the last line';
const sessionHead = /^=+ test session starts(?: \(.{0,60}\))? =+$/;
const anyHead = /^=+ .{1,80} =+$/;
const recognised =
  /^(?:\d{4}-\d\d-\d\dT[\d:.]+Z )?(?:=+ test session starts|collected \d+ items?\b|=* ?(?:\d+ (?:passed|failed)\b|no tests ran\b).{0,200} in \d+(?:\.\d+)?s\b)/m;
/** GitHub and other runners put the time before every line. */
const stamp = /^\d{4}-\d\d-\d\dT[\d:.]+Z /;
/** What tests print then stands in the lines of their results, and hides some. */
const printsBetween = /(?:^|\s)(?:-\w*s|--capture[= ]no)(?=$|\s)/;
const longestLine = 4_096;

/** Where the first line stands that only pytest prints; -1: nowhere. */
export function firstPytestLine(text: string): number {
  return text.search(recognised);
}

/** Reads what pytest prints on a console, also several sessions in one text. `before` lines stand above it. */
export function readPytestOutput(text: string, before = 0): AuditedReport {
  const runs: ReportedRun[] = [];
  let session = createSession(before + 1);
  let line = before;
  for (const whole of linesOf(text)) {
    line += 1;
    const read = whole.slice(0, longestLine).trimEnd().replace(stamp, '');
    if (sessionHead.test(read) && session.isBegun() && session.hasEnded()) {
      runs.push(session.end());
      session = createSession(line);
    }
    session.line(read, line);
  }
  if (session.isBegun()) runs.push(session.end());
  return { ...emptyReport('pytest', searched), lines: line, runs };
}

interface Session {
  line(text: string, line: number): void;
  isBegun(): boolean;
  hasEnded(): boolean;
  end(): ReportedRun;
}

function createSession(firstLine: number): Session {
  const readResult = createOutputReader('/');
  const tests = new Map<string, ListedTest>();
  const durations = createDurationList();
  const workers = new Set<number>();
  let command: Read<string> | undefined;
  let head: number | undefined;
  let collected: ReturnType<typeof collectedIn>;
  let final: Read<PytestFinal> | undefined;
  let part: 'results' | 'durations' | 'rest' = 'results';
  let isParallel = false;
  let isCut = false;
  let lastLine = firstLine;

  const onResult = (text: string, line: number): void => {
    // Ids stay as they are printed.
    if (text.startsWith('rootdir:')) return;
    const event = readResult(text);
    if (event?.event !== 'finished') return;
    tests.set(event.id, { id: event.id, outcome: event.outcome, line });
  };

  return {
    line(text, line) {
      lastLine = line;
      if (sessionHead.test(text)) {
        // A session inside of another: a plugin tests itself, and its lines cannot be told apart.
        if (head !== undefined) isCut = true;
        head ??= line;
        return;
      }
      command = commandIn(text, line) ?? command;
      final = finalIn(text, line) ?? final;
      isCut ||= /^!+ .{1,200} !+$/.test(text) || /\bsubtests?\b/.test(text);
      const worker = workerIn(text);
      isParallel ||= worker !== undefined;
      for (const number of worker ?? []) workers.add(number);
      // What tests print may look the same; it comes later.
      if (head !== undefined && part === 'results' && tests.size === 0) collected ??= collectedIn(text, line);
      if (anyHead.test(text) && final?.line !== line) {
        part = isDurationHead(text) ? 'durations' : 'rest';
        final = undefined;
      }
      if (part === 'durations') durations.line(text, line);
      else if (part === 'results') onResult(text, line);
    },
    isBegun: () => head !== undefined || collected !== undefined || final !== undefined,
    hasEnded: () => final !== undefined,
    end: () =>
      reportOf({ firstLine, lastLine, head, command, final, collected, isCut, isParallel, workers, tests, durations }),
  };
}

interface Seen {
  readonly firstLine: number;
  readonly lastLine: number;
  readonly head: number | undefined;
  readonly command: Read<string> | undefined;
  readonly final: Read<PytestFinal> | undefined;
  readonly collected: ReturnType<typeof collectedIn>;
  readonly isCut: boolean;
  readonly isParallel: boolean;
  readonly workers: ReadonlySet<number>;
  readonly tests: ReadonlyMap<string, ListedTest>;
  readonly durations: ReturnType<typeof createDurationList>;
}

function reportOf({ firstLine, lastLine, head, command, final, collected, ...seen }: Seen): ReportedRun {
  const counts = countsOf(final);
  const isGreen = (counts?.value.failed ?? 0) + (counts?.value.error ?? 0) === 0;
  return {
    ...sourceOf(head ?? firstLine, final?.quote ?? 'a pytest session without a last line'),
    label: 'pytest',
    lastLine,
    command,
    wall: final && { ...final, value: final.value.wall },
    otherWall: final?.value.otherWall && { ...final, value: final.value.otherWall },
    workers: workersOfSession({ ...seen, hasHead: head !== undefined }),
    counts,
    lists: [],
    collected: collected && { ...collected, value: collected.value.collected },
    selected: collected && { ...collected, value: collected.value.selected },
    deselected: collected && { ...collected, value: collected.value.deselected },
    tests: [...seen.durations.merged(seen.tests, isGreen)],
    listsAll:
      seen.tests.size > 0 &&
      head !== undefined &&
      final !== undefined &&
      collected !== undefined &&
      !printsBetween.test(command?.value ?? ''),
    isCut: seen.isCut,
  };
}

function countsOf(final: Read<PytestFinal> | undefined): Read<ClaimedCounts> | undefined {
  return final && { ...final, value: countsIn(final.value.counts)?.counts ?? {} };
}

/** Where the head is missing, what tells of workers may be missing as well. */
function workersOfSession(seen: { isParallel: boolean; workers: ReadonlySet<number>; hasHead: boolean }): Workers {
  if (!seen.isParallel) return seen.hasHead ? { count: 1, why: 'no workers of xdist in the output' } : 'unknown';
  return seen.workers.size > 0 ? { count: seen.workers.size, why: `${seen.workers.size} workers of xdist` } : 'unknown';
}
