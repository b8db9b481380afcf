import { oneLine } from './one-line.ts';

const maxCell = 60;

/** Columns padded to their widest cell; cells longer than 60 characters are cut. */
export function renderTable(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = [columns, ...rows].map((row) => columns.map((_, index) => cut(oneLine(row[index] ?? ''))));
  const widths = columns.map((_, index) => Math.max(...cells.map((row) => row[index]?.length ?? 0)));
  return cells
    .map((row) => `  ${row.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join('  ')}`.trimEnd())
    .join('\n');
}

function cut(cell: string): string {
  return cell.length <= maxCell ? cell : `${cell.slice(0, maxCell - 1)}…`;
}
