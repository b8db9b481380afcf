import type { CountedOutcome } from './audited-report.ts';

export interface NodeResult {
  /** How far it is indented; subtests are deeper. */
  readonly depth: number;
  readonly name: string;
  readonly outcome: CountedOutcome;
  /** In the TAP form it stands on a line of its own. */
  readonly durationMs?: number | undefined;
}

const spec = /^( *)([✔✖﹣⚠]) (.{1,1000}) \((\d+(?:\.\d+)?)ms\)(?: # ?(.{0,400}))?$/u;
const tap = /^( *)(not ok|ok) \d+ - (.{1,1000})$/u;
const directive = /^(.*?) # (SKIP|TODO)\b.{0,400}$/u;

/** `  ✔ is empty at first (14.47ms)` of the spec reporter, or `    ok 1 - is empty at first` of the TAP reporter. */
export function nodeResultIn(text: string): NodeResult | undefined {
  const [shown, indent = '', mark = '', name = '', duration = '', after = ''] = spec.exec(text) ?? [];
  if (shown !== undefined) {
    return { depth: indent.length, name, outcome: specOutcome(mark, after), durationMs: Number(duration) };
  }
  const [found, space = '', word = '', rest = ''] = tap.exec(text) ?? [];
  if (found === undefined) return undefined;
  const [, named = rest, spared] = directive.exec(rest) ?? [];
  const judged = word === 'ok' ? 'passed' : 'failed';
  const outcome = spared === undefined ? judged : spared === 'SKIP' ? 'skipped' : 'xfailed';
  return { depth: space.length, name: named, outcome };
}

function specOutcome(mark: string, after: string): CountedOutcome {
  if (mark === '﹣') return 'skipped';
  if (/^TODO\b/u.test(after) || mark === '⚠') return 'xfailed';
  return mark === '✔' ? 'passed' : 'failed';
}

/** `  duration_ms: 14.47` below a result of the TAP reporter. */
export function nodeDurationIn(text: string): number | undefined {
  const found = /^ +duration_ms: (\d+(?:\.\d+)?)$/u.exec(text)?.[1];
  return found === undefined ? undefined : Number(found);
}

export function isNodeSuiteMark(text: string): boolean {
  return /^ +type: 'suite'$/u.test(text);
}

const sums = ['tests', 'suites', 'pass', 'fail', 'cancelled', 'skipped', 'todo', 'duration_ms'] as const;
export type NodeSum = (typeof sums)[number];

/** `ℹ pass 8`, or `# pass 8`. */
export function nodeSumIn(text: string): { readonly name: NodeSum; readonly value: number } | undefined {
  const [, word, value] = /^[ℹ#] ([a-z_]{4,11}) (\d+(?:\.\d+)?)$/u.exec(text) ?? [];
  const name = sums.find((each) => each === word);
  return name === undefined ? undefined : { name, value: Number(value) };
}

/** `$ node --test tests`, as it stands above what a shell printed. */
export function nodeCommandIn(text: string): string | undefined {
  return /^(?:\S{0,80}[$#>] |\+ )((?:[A-Z_]+=\S* )*(?:\S*\/)?node\s.*--test\b.*)$/u.exec(text)?.[1];
}

const recognised =
  /^(?:\d{4}-\d\d-\d\dT[\d:.]+Z )?(?:TAP version 1[34]$|[ℹ#] tests \d+$| *[✔✖] .{1,300} \(\d+\.\d{3,9}ms\))/mu;

/** Where the first line stands that only `node --test` prints; -1: nowhere. */
export function firstNodeLine(text: string): number {
  return text.search(recognised);
}
