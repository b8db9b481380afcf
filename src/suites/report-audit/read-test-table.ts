import type { ListedTest } from './audited-report.ts';
import type { MarkdownLine } from './markdown-lines.ts';
import { outcomeIn } from './recognise-counts.ts';
import { clockDurationIn, durationsIn } from './recognise-duration.ts';
import { durationFields } from './recognise-test-line.ts';

interface Columns {
  readonly name: number;
  readonly result: number;
  readonly duration: number;
  /** Of the heading of the duration column: `Duration (s)`. */
  readonly unit: string;
}

/** Reads tables with one test a row; a table whose columns are others gives nothing. */
export function createTableReader(): { row(line: MarkdownLine): ListedTest | undefined; end(): void } {
  let columns: Columns | undefined;
  let rows = 0;
  return {
    row({ text, line }) {
      const cells = cellsOf(text);
      rows += 1;
      if (rows === 1) {
        columns = columnsOf(cells);
        return undefined;
      }
      return columns === undefined || /^[\s|:-]+$/.test(text) ? undefined : testOf(cells, columns, line);
    },
    end() {
      columns = undefined;
      rows = 0;
    },
  };
}

function cellsOf(row: string): readonly string[] {
  return row
    .replace(/^\|/, '')
    .replace(/\|$/, '')
    .split('|')
    .map((cell) => cell.trim());
}

function columnsOf(cells: readonly string[]): Columns | undefined {
  const at = (pattern: RegExp): number => cells.findIndex((cell) => pattern.test(cell));
  const name = at(/^(?:tests?|test[ -]?(?:case|name|id)|case|name)$/i);
  const result = at(/^(?:result|status|outcome|passed\??)$/i);
  const duration = at(/^(?:duration|time|took|elapsed)\b/i);
  if (name < 0 || (result < 0 && duration < 0)) return undefined;
  const unit = /\((ms|s|sec|seconds)\)/i.exec(cells[duration] ?? '')?.[1] ?? '';
  return { name, result, duration, unit };
}

function testOf(
  cells: readonly string[],
  { name, result, duration, unit }: Columns,
  line: number,
): ListedTest | undefined {
  const id = cells[name] ?? '';
  const outcome = outcomeIn(cells[result] ?? '');
  const cell = cells[duration] ?? '';
  const [found] = durationsIn(/^\d+(?:\.\d+)?$/.test(cell) && unit !== '' ? `${cell} ${unit}` : cell);
  const clock = found === undefined ? clockDurationIn(cell) : undefined;
  const fields = clock === undefined ? durationFields(found) : { durationMs: clock.ms, unitMs: clock.unitMs };
  const isTotal = /^(?:total|sum|all|overall)\b/i.test(id);
  if (id === '' || isTotal || (outcome === undefined && fields.durationMs === undefined)) return undefined;
  return { id, outcome, ...fields, line };
}
