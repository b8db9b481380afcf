import type { Section } from '#domain/reply.ts';
import type { KnownBlock, TableBlock } from '@slack/web-api';
import { clampText, cleanLine } from './clean-text.ts';
import { limits } from './limits.ts';

type Table = Extract<Section, { kind: 'table' }>;
const cellCharacters = { table: 200, preformatted: 32 } as const;

/** A `table` block. Rows that do not fit into `room` characters are counted below it. */
export function drawTable(table: Table, room: number): KnownBlock[] {
  const rows = fittingRows(table, room, limits.tableRows - 1).map((row) => row.map((cell) => toCell(cell)));
  const header = cellsOf(table.columns, table, cellCharacters.table).map((cell) => toCell(cell));
  const block: TableBlock = { type: 'table', rows: [header, ...rows] };
  const left = table.rows.length - rows.length;
  return left === 0 ? [block] : [block, { type: 'context', elements: [plain(moreRows(left))] }];
}

/** The same as aligned text, where Slack has no `table` block: a second table of a message, the Home tab. */
export function tableAsText(table: Table, room: number): string {
  const rows = [cellsOf(table.columns, table, cellCharacters.preformatted)];
  let left = room;
  for (const row of table.rows) {
    const cells = cellsOf(row, table, cellCharacters.preformatted);
    left -= cells.join('').length + 2 * cells.length;
    if (left < 0) break;
    rows.push(cells);
  }
  const missing = table.rows.length - (rows.length - 1);
  const text = align(rows);
  return missing === 0 ? text : `${text}\n${moreRows(missing)}`;
}

function fittingRows(table: Table, room: number, most: number): string[][] {
  const rows: string[][] = [];
  let left = room;
  for (const row of table.rows.slice(0, most)) {
    const cells = cellsOf(row, table, cellCharacters.table);
    left -= cells.join('').length;
    if (left < 0) break;
    rows.push(cells);
  }
  return rows;
}

/** Every row has the same number of cells, none empty: Slack refuses both. */
function cellsOf(row: readonly string[], table: Table, characters: number): string[] {
  return table.columns.slice(0, limits.tableColumns).map((_, index) => {
    const text = clampText(cleanLine((row[index] ?? '').slice(0, 4 * characters)).trim(), characters);
    return text === '' ? '–' : text;
  });
}

function align(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function toCell(text: string): { type: 'raw_text'; text: string } {
  return { type: 'raw_text', text };
}

function plain(text: string): { type: 'plain_text'; text: string; emoji: false } {
  return { type: 'plain_text', text, emoji: false };
}

function moreRows(count: number): string {
  return count === 1 ? '1 more row is not shown' : `${count} more rows are not shown`;
}
