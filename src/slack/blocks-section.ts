import type { Line, Section } from '#domain/reply.ts';
import type { ContextBlockElement, KnownBlock, RichTextElement, RichTextSection } from '@slack/web-api';
import { drawBar } from './blocks-bar.ts';
import { drawLine, textOf, webAddress } from './blocks-line.ts';
import { drawTable, tableAsText } from './blocks-table.ts';
import { clampText, cleanLine, cleanText } from './clean-text.ts';
import { escapeText } from './escape.ts';
import { limits } from './limits.ts';
import { mentionOf } from './person.ts';

/** One section with at most `room` characters of text. `tables`: a `table` block may be used here. */
export function drawSection(section: Section, room: number, tables: boolean): KnownBlock[] {
  const most = Math.min(room, limits.paragraph);
  switch (section.kind) {
    case 'text':
      return richText(drawLine(section.line, most));
    case 'aside':
      return drawAside(section.line, Math.min(room, limits.contextText));
    case 'facts':
      return richText(drawFacts(section.facts, most));
    case 'list':
      return drawList(section.items, room);
    case 'code':
      return preformatted(clampText(cleanText(section.text.slice(0, 2 * most)), most));
    case 'bar':
      return richText([{ type: 'text', text: drawBar(section) }]);
    case 'table':
      return drawAnyTable(section, room, tables);
  }
}

function drawAnyTable(table: Extract<Section, { kind: 'table' }>, room: number, tables: boolean): KnownBlock[] {
  if (table.columns.length === 0 || table.rows.length === 0) return [];
  return tables ? drawTable(table, room) : preformatted(tableAsText(table, room));
}

function drawFacts(
  facts: readonly { readonly label: string; readonly value: Line }[],
  room: number,
): RichTextElement[] {
  const lines: Line[] = facts.map((fact, index) => [
    { kind: 'strong', text: `${index === 0 ? '' : '\n'}${fact.label}` },
    ' ',
    ...fact.value,
  ]);
  return drawLine(lines.flat(), room);
}

function drawList(items: readonly Line[], room: number): KnownBlock[] {
  const drawn: RichTextSection[] = [];
  let left = room;
  for (const item of items.slice(0, limits.listItems)) {
    if (left <= 0) break;
    const elements = drawLine(item, Math.min(left, limits.paragraph));
    if (elements.length > 0) drawn.push({ type: 'rich_text_section', elements });
    left -= item.reduce((sum, span) => sum + Math.min(textOf(span).length, limits.paragraph), 0);
  }
  const missing = items.length - drawn.length;
  if (missing > 0) drawn.push({ type: 'rich_text_section', elements: [{ type: 'text', text: `and ${missing} more` }] });
  if (drawn.length === 0) return [];
  return [{ type: 'rich_text', elements: [{ type: 'rich_text_list', style: 'bullet', elements: drawn }] }];
}

/** Small print: plain text, and `mrkdwn` only for what is ours, a mention by id or a link. */
function drawAside(line: Line, room: number): KnownBlock[] {
  const elements: ContextBlockElement[] = [];
  let text = '';
  const flush = (): void => {
    const cleaned = clampText(cleanLine(text.slice(0, 2 * room)).trim(), room);
    if (cleaned !== '') elements.push({ type: 'plain_text', text: cleaned, emoji: false });
    text = '';
  };
  for (const span of line) {
    const ours = elements.length < limits.contextElements - 2 ? ownMarkup(span) : undefined;
    if (ours === undefined) {
      text += textOf(span).slice(0, 2 * room);
      continue;
    }
    flush();
    elements.push({ type: 'mrkdwn', text: ours });
  }
  flush();
  return elements.length === 0 ? [] : [{ type: 'context', elements }];
}

function ownMarkup(span: Line[number]): string | undefined {
  if (typeof span === 'string') return undefined;
  if (span.kind === 'person') return mentionMarkup(span.id);
  if (span.kind !== 'link') return undefined;
  const url = webAddress(span.url);
  return url === undefined ? undefined : linkMarkup(url, span.text);
}

/** `<@U…>` or `<!subteam^S…>`; undefined for what is not an id. */
export function mentionMarkup(id: string): string | undefined {
  const mention = mentionOf(id);
  if (mention === undefined) return undefined;
  return mention.kind === 'user' ? `<@${mention.id}>` : `<!subteam^${mention.id}>`;
}

/** `<url|text>` for an address that `webAddress` returned. */
export function linkMarkup(url: string, text: string): string {
  const label = clampText(cleanLine(text.slice(0, 400)).replaceAll(/[|*_~`]/gu, ' '), 200);
  return `<${escapeText(url).replaceAll('|', '%7C')}|${escapeText(label === '' ? 'link' : label)}>`;
}

function richText(elements: RichTextElement[]): KnownBlock[] {
  if (elements.length === 0) return [];
  return [{ type: 'rich_text', elements: [{ type: 'rich_text_section', elements }] }];
}

function preformatted(text: string): KnownBlock[] {
  if (text.trim() === '') return [];
  return [{ type: 'rich_text', elements: [{ type: 'rich_text_preformatted', elements: [{ type: 'text', text }] }] }];
}
