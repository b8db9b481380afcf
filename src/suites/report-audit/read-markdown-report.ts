import {
  sourceOf,
  type AuditedReport,
  type ClaimedRatio,
  type DeployStatement,
  type DurationClaim,
  type Read,
  type ReportedRun,
  type ReportedTime,
  type UptimeStatement,
} from './audited-report.ts';
import { markdownLines, type MarkdownLine } from './markdown-lines.ts';
import { firstNodeLine } from './node-lines.ts';
import { readNodeOutput } from './read-node-output.ts';
import { firstPytestLine, readPytestOutput } from './read-pytest-output.ts';
import { testIn } from './recognise-test-line.ts';
import { ratioIn } from './recognise-ratio.ts';
import { deployIn, durationClaimIn, uptimeIn } from './recognise-statement.ts';
import { dateIn, timeIn } from './recognise-time.ts';
import { RunCollector } from './run-collector.ts';

const searched =
  'headings, commands, durations, "N passed, M failed", lists and tables of tests, percentages, times, deploys and uptimes';
/** More of a kind than a person writes. */
const most = 5_000;

/** Reads a log as people write it. */
export function readMarkdownReport(text: string): AuditedReport {
  const runs = new RunCollector();
  const statements = createStatementCollector();
  const blocks: ReportedRun[] = [];
  let block: MarkdownLine[] = [];
  let lines = 0;
  const endBlock = (): void => {
    if (block.length === 0) return;
    const code = block.map(({ raw }) => raw).join('\n');
    if (firstPytestLine(code) !== -1) blocks.push(...readPytestOutput(code, (block[0]?.line ?? 1) - 1).runs);
    else if (firstNodeLine(code) !== -1) blocks.push(...readNodeOutput(code, (block[0]?.line ?? 1) - 1).runs);
    else for (const line of block) runs.line(line);
    block = [];
  };
  for (const line of markdownLines(text)) {
    lines = line.line;
    if (line.kind === 'code') {
      block.push(line);
      continue;
    }
    endBlock();
    runs.line(line);
    statements.line(line);
  }
  endBlock();
  const all = [...runs.end(), ...blocks].toSorted((one, other) => one.line - other.line);
  return { format: 'markdown', lines, runs: all, ...statements.end(), searched };
}

type Statements = Pick<AuditedReport, 'ratios' | 'times' | 'dates' | 'deploys' | 'uptimes' | 'durationClaims'>;

const timeLabel =
  /^(?:test |run |audit |execution |deploy(?:ment)? )?(?:time|started|start(?: time)?|began|ended|end(?: time)?|finished|completed|timestamp|deployed(?: at)?)(?: at)?:\s*(.+)$/i;

function createStatementCollector(): { line(line: MarkdownLine): void; end(): Statements } {
  const ratios: ClaimedRatio[] = [];
  const times: ReportedTime[] = [];
  const dates: Read<string>[] = [];
  const deploys: DeployStatement[] = [];
  const uptimes: UptimeStatement[] = [];
  const durationClaims: DurationClaim[] = [];
  let section = '';
  return {
    line({ line, kind, text }) {
      if (kind === 'blank') return;
      if (kind === 'heading') section = text;
      const date = /\d{4}/.test(text) ? dateIn(text) : undefined;
      if (date !== undefined) add(dates, { ...sourceOf(line, text), value: date });
      if (testIn(text, line) !== undefined) return;
      add(ratios, ratioIn(text, line));
      add(deploys, kind === 'row' ? undefined : deployIn(text, line, section));
      add(uptimes, uptimeIn(text, line));
      add(durationClaims, durationClaimIn(text, line));
      add(times, timeAt(text, line, section));
    },
    end: () => ({ ratios, times, dates, deploys, uptimes, durationClaims }),
  };
}

function add<T>(list: T[], found: T | undefined): void {
  if (found !== undefined && list.length < most) list.push(found);
}

function timeAt(text: string, line: number, section: string): ReportedTime | undefined {
  const value = timeLabel.exec(text)?.[1];
  const time = value === undefined ? undefined : timeIn(value);
  if (time === undefined) return undefined;
  const label = text.slice(0, text.indexOf(':'));
  const kind = /start|beg[ai]n/i.test(label) ? 'start' : /end|finish|complet/i.test(label) ? 'end' : 'moment';
  return { ...sourceOf(line, text), value: time, kind, label, section };
}
