import { sourceOf, type Source } from './audited-report.ts';
import type { MarkdownLine } from './markdown-lines.ts';
import type { OpenRun } from './open-run.ts';
import { countsIn } from './recognise-counts.ts';
import { clockDurationIn, durationsIn } from './recognise-duration.ts';
import { timeIn } from './recognise-time.ts';

const labels = {
  command: /^(?:test )?(?:command|cmd|invocation|ran|executed)\b[^:]{0,20}:\s*(.+)$/i,
  prompt:
    /^(?:\$|>|%)\s*((?:[A-Z_]+=\S+ )*(?:python3? -m )?(?:pytest|npx|npm|node|yarn|pnpm|go|mvn|gradle|uv|poetry)\b.+)$/,
  wall: /^(?:total |test |wall[- ]?(?:clock )?|execution |run ?)*(?:duration|time|elapsed(?: time)?|took|run ?time)(?: taken)?:\s*(.+)$/i,
  results: /^(?:test |final |overall )?(?:results?|outcomes?|summary|status|tests)\b[^:]{0,20}:\s*(.+)$/i,
  started: /^(?:test )?(?:run )?(?:started?|begin|began|start time)(?: at)?:\s*(.+)$/i,
  ended: /^(?:test )?(?:run )?(?:ended|finished|completed|end time)(?: at)?:\s*(.+)$/i,
} as const;

export interface Runs {
  readonly begin: (source: Source) => OpenRun;
  readonly current: () => OpenRun | undefined;
}

/** Command, duration, results, start and end of a run; true when the line was one of them. */
export function readRunLabel(line: MarkdownLine, runs: Runs): boolean {
  const source = sourceOf(line.line, line.text);
  return readCommand(line, source, runs) || readResults(line.text, source, runs) || readTimes(line.text, source, runs);
}

function readCommand({ text, kind }: MarkdownLine, source: Source, { begin }: Runs): boolean {
  const command = labels.command.exec(text)?.[1] ?? labels.prompt.exec(text)?.[1];
  if (command === undefined || (kind !== 'code' && !/\s|test/.test(command))) return false;
  begin(source).command = { ...source, value: command.trim().slice(0, 1_000) };
  return true;
}

function readResults(text: string, source: Source, { begin, current }: Runs): boolean {
  const isPlain = /^\W*\d+ (?:tests? )?(?:passed|failed)\b/i.test(text);
  const results = labels.results.exec(text)?.[1] ?? (isPlain ? text : undefined);
  const counts = results === undefined ? undefined : countsIn(results);
  const run = current();
  if (counts === undefined || run?.counts !== undefined) return false;
  (run ?? begin(source)).counts = { ...source, value: counts.counts };
  return true;
}

function readTimes(text: string, source: Source, { current }: Runs): boolean {
  const run = current();
  if (run === undefined) return false;
  const wall = labels.wall.exec(text)?.[1];
  if (wall !== undefined && run.wall === undefined) return readWall(run, wall, source);
  const started = labels.started.exec(text)?.[1];
  const time = timeIn(started ?? labels.ended.exec(text)?.[1] ?? '');
  if (time === undefined) return false;
  if (started !== undefined) run.startedAt ??= { ...source, value: time };
  else run.endedAt ??= { ...source, value: time };
  return true;
}

function readWall(run: OpenRun, text: string, source: Source): boolean {
  const [first, second] = durationsIn(text);
  const wall = first ?? clockDurationIn(text);
  if (wall === undefined || (first !== undefined && first.at > 12)) return false;
  run.wall = { ...source, value: { ms: wall.ms, unitMs: wall.unitMs } };
  const rest = first === undefined ? '' : text.slice(first.end);
  const other = second ?? clockDurationIn(rest);
  if (other !== undefined && /^\s*\(/.test(rest)) {
    run.otherWall = { ...source, value: { ms: other.ms, unitMs: other.unitMs } };
  }
  return true;
}
