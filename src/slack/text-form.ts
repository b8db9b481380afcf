import type { Line, Reply, Section, Span } from '#domain/reply.ts';
import { barInWords } from './blocks-bar.ts';
import { textOf, webAddress } from './blocks-line.ts';
import { linkMarkup, mentionMarkup } from './blocks-section.ts';
import { clampText, cleanLine, cleanText } from './clean-text.ts';
import { escapeText } from './escape.ts';
import { limits } from './limits.ts';

/** A piece of text with the markup that is ours, if it has any. */
interface Piece {
  readonly text: string;
  readonly markup?: string | undefined;
}

/** The whole reply as Slack's `text`: the headline first, then a line each. At most `limit` characters, escaped. */
export function toText(reply: Reply, limit: number = limits.messageText): string {
  const headline = cleanLine(reply.headline.slice(0, 2_000)).trim();
  const lines = [[{ text: headline === '' ? 'Teneleven' : headline }], ...reply.sections.flatMap(sectionLines)];
  let text = '';
  for (const line of lines) {
    const rendered = renderLine(line, limit - text.length - 2);
    if (rendered.trim() === '') continue;
    text += text === '' ? rendered : `\n${rendered}`;
    if (text.length > limit - 8) break;
  }
  return text;
}

function sectionLines(section: Section): Piece[][] {
  switch (section.kind) {
    case 'text':
    case 'aside':
      return [pieces(section.line)];
    case 'facts':
      return section.facts.map((fact) => [{ text: `${fact.label}: ` }, ...pieces(fact.value)]);
    case 'list':
      return section.items
        .slice(0, limits.listItems)
        .filter(hasText)
        .map((item) => [{ text: '• ' }, ...pieces(item)]);
    case 'code':
      return [[{ text: section.text }]];
    case 'bar':
      return [[{ text: barInWords(section) }]];
    case 'table':
      return section.rows.slice(0, limits.tableRows).map((row) => [{ text: rowInWords(section.columns, row) }]);
  }
}

/** `run r12, suite critical, state failed`: a table read aloud has no columns to look up. */
function rowInWords(columns: readonly string[], row: readonly string[]): string {
  return columns
    .map((column, index) => ({ column, cell: row[index]?.slice(0, 200).trim() ?? '' }))
    .filter(({ cell }) => cell !== '')
    .map(({ column, cell }) => `${column}: ${cell}`)
    .join(', ');
}

function hasText(line: Line): boolean {
  return line.some((span) => textOf(span).trim() !== '');
}

function pieces(line: Line): Piece[] {
  return line.map((span) => ({ text: textOf(span), markup: markupOf(span) }));
}

function markupOf(span: Span): string | undefined {
  if (typeof span === 'string') return undefined;
  if (span.kind === 'person') return mentionMarkup(span.id);
  const url = span.kind === 'link' ? webAddress(span.url) : undefined;
  return url === undefined || span.kind !== 'link' ? undefined : linkMarkup(url, span.text);
}

function renderLine(line: readonly Piece[], room: number): string {
  let rendered = '';
  for (const piece of line) {
    const left = room - rendered.length;
    if (left < 8) break;
    rendered += piece.markup !== undefined && piece.markup.length <= left ? piece.markup : fitEscaped(piece.text, left);
  }
  return rendered;
}

/** Cut before it is escaped, so that no `&lt;` is cut in two. */
function fitEscaped(text: string, room: number): string {
  const cleaned = cleanText(text.slice(0, 2 * room));
  let most = room;
  for (;;) {
    const escaped = escapeText(clampText(cleaned, most));
    if (escaped.length <= room) return escaped;
    most = Math.max(0, Math.floor((most * room) / escaped.length));
  }
}
