import {
  emptyReport,
  sourceOf,
  type AuditedReport,
  type ClaimedCounts,
  type ListedTest,
  type Read,
  type ReportedRun,
} from './audited-report.ts';
import { linesOf } from './markdown-lines.ts';
import {
  isNodeSuiteMark,
  nodeCommandIn,
  nodeDurationIn,
  nodeResultIn,
  nodeSumIn,
  type NodeResult,
  type NodeSum,
} from './node-lines.ts';

const searched = 'the results of "node --test" in its spec or TAP form, and the sums at their end';
/** GitHub and other runners put the time before every line. */
const stamp = /^\d{4}-\d\d-\d\dT[\d:.]+Z /u;
const longestLine = 4_096;

/** Reads what `node --test` prints (reporters spec and tap), also several runs in one text. `before` lines stand above it. */
export function readNodeOutput(text: string, before = 0): AuditedReport {
  const runs: ReportedRun[] = [];
  let run = createNodeRun();
  let line = before;
  const end = (): void => {
    const ended = run.end();
    if (ended !== undefined) runs.push(ended);
    run = createNodeRun();
  };
  for (const whole of linesOf(text)) {
    line += 1;
    const read = whole.slice(0, longestLine).trimEnd().replace(stamp, '');
    if (run.hasEnded() && run.beginsNext(read)) end();
    run.line(read, line);
  }
  end();
  return { ...emptyReport('node', searched), lines: line, runs };
}

type Listed = ListedTest & { readonly depth: number; readonly kind: 'leaf' | 'parent' | 'suite' };

interface NodeRun {
  line(text: string, line: number): void;
  hasEnded(): boolean;
  beginsNext(text: string): boolean;
  /** Undefined where nothing was read. */
  end(): ReportedRun | undefined;
}

function createNodeRun(): NodeRun {
  const listed: Listed[] = [];
  const sums = new Map<NodeSum, Read<number>>();
  let command: Read<string> | undefined;
  let first: number | undefined;
  let lastLine = 0;

  const onDetail = (text: string): void => {
    const last = listed.at(-1);
    if (last === undefined) return;
    const durationMs = last.durationMs === undefined ? nodeDurationIn(text) : undefined;
    const isSuite = isNodeSuiteMark(text);
    if (durationMs === undefined && !isSuite) return;
    const kind = isSuite ? 'suite' : last.kind;
    listed[listed.length - 1] = { ...last, kind, durationMs: last.durationMs ?? rounded(durationMs) };
  };

  return {
    line(text, line) {
      const asked = nodeCommandIn(text);
      if (asked !== undefined) command ??= { ...sourceOf(line, text), value: asked };
      const sum = nodeSumIn(text);
      if (sum !== undefined && !sums.has(sum.name)) sums.set(sum.name, { ...sourceOf(line, text), value: sum.value });
      // What failed is told a second time below the sums.
      const result = sums.has('tests') ? undefined : nodeResultIn(text);
      if (result === undefined) onDetail(text);
      else listed.push(listedOf(result, line, listed));
      if (result === undefined && sum === undefined) return;
      first ??= line;
      lastLine = line;
    },
    hasEnded: () => sums.has('duration_ms'),
    beginsNext: (text) => /^TAP version 1[34]$/u.test(text) || nodeCommandIn(text) !== undefined,
    end: () => (first === undefined ? undefined : reportOf({ first, lastLine, command, sums, listed })),
  };
}

/** A result is printed below those of its subtests. */
function listedOf({ depth, name, outcome, durationMs }: NodeResult, line: number, before: readonly Listed[]): Listed {
  const kind = (before.at(-1)?.depth ?? 0) > depth ? 'parent' : 'leaf';
  return { id: name, outcome, durationMs: rounded(durationMs), unitMs: 1, line, depth, kind };
}

function rounded(ms: number | undefined): number | undefined {
  return ms === undefined ? undefined : Math.round(ms);
}

interface Seen {
  readonly first: number;
  readonly lastLine: number;
  readonly command: Read<string> | undefined;
  readonly sums: ReadonlyMap<NodeSum, Read<number>>;
  readonly listed: readonly Listed[];
}

function reportOf({ first, lastLine, command, sums, listed }: Seen): ReportedRun {
  const counts = countsOf(sums);
  const wall = sums.get('duration_ms');
  return {
    ...sourceOf(command?.line ?? first, command?.quote ?? counts?.quote ?? '"node --test" without sums'),
    label: 'node --test',
    lastLine,
    command,
    wall: wall && { ...wall, value: { ms: Math.round(wall.value), unitMs: 1 } },
    // Files run side by side, and tests of a file where it asks for it.
    workers: 'unknown',
    counts,
    total: sums.get('tests'),
    lists: [],
    tests: testsOf(listed, counts?.value, sums.get('suites')?.value ?? 0),
    listsAll: listed.length > 0,
    isCut: counts === undefined,
  };
}

function countsOf(sums: Seen['sums']): Read<ClaimedCounts> | undefined {
  const passed = sums.get('pass');
  const of = (name: NodeSum): number => sums.get(name)?.value ?? 0;
  if (passed === undefined) return undefined;
  const failed = of('fail') + of('cancelled');
  return { ...passed, value: { passed: passed.value, failed, skipped: of('skipped'), xfailed: of('todo') } };
}

/**
 * Suites are listed like tests and counted apart, and the spec form does not mark them: of those that have subtests, as many
 * as the sums leave room for are taken as tests. Their duration is that of their subtests too, and is left out.
 */
function testsOf(listed: readonly Listed[], counts: ClaimedCounts | undefined, suites: number): readonly ListedTest[] {
  const marked = listed.filter(({ kind }) => kind === 'suite').length;
  const parents = listed.filter(({ kind }) => kind === 'parent');
  const leaves = listed.filter(({ kind }) => kind === 'leaf');
  const room = Math.max(0, parents.length - Math.max(0, suites - marked));
  const passedLeaves = leaves.filter(({ outcome }) => outcome === 'passed').length;
  const isPassed = ({ outcome }: Listed): boolean => outcome === 'passed';
  const passing = parents.filter(isPassed).slice(0, Math.min(room, Math.max(0, (counts?.passed ?? 0) - passedLeaves)));
  const others = parents.filter((each) => !isPassed(each)).slice(0, room - passing.length);
  const extra = parents.filter(isPassed).slice(passing.length, room - others.length);
  return [...leaves, ...[...passing, ...others, ...extra].map((each) => ({ ...each, durationMs: undefined }))];
}
