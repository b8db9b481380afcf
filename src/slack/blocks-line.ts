import type { Line, Span } from '#domain/reply.ts';
import type { RichTextElement } from '@slack/web-api';
import { clampText, cleanLine, cleanText } from './clean-text.ts';
import { limits } from './limits.ts';
import { mentionOf } from './person.ts';

/** A line as elements of `rich_text`, where text is literal and can never mention or format. `room` in characters. */
export function drawLine(line: Line, room: number): RichTextElement[] {
  const elements: RichTextElement[] = [];
  let left = room;
  for (const span of line) {
    const element = left > 0 ? drawSpan(span, left) : ({ type: 'text', text: '…' } as const);
    if (element !== undefined) elements.push(element);
    if (left <= 0) break;
    left -= textOf(span).length;
  }
  return elements;
}

/** What a span reads as. */
export function textOf(span: Span): string {
  if (typeof span === 'string') return span;
  return span.kind === 'person' ? span.id : span.text;
}

/** The address of a link when Slack can follow it, else undefined. */
export function webAddress(url: string): string | undefined {
  const isWeb = URL.canParse(url) && /^https?:$/u.test(new URL(url).protocol);
  return isWeb && url.length <= limits.url ? new URL(url).href : undefined;
}

function drawSpan(span: Span, room: number): RichTextElement | undefined {
  if (typeof span === 'string') return literal(bounded(span, room, cleanText));
  switch (span.kind) {
    case 'strong':
      return literal(bounded(span.text, room, cleanText), { bold: true });
    case 'code':
      return literal(bounded(span.text, room, cleanLine), { code: true });
    case 'link':
      return drawLink(bounded(span.text, room, cleanLine), webAddress(span.url));
    case 'person':
      return drawPerson(span.id, room);
  }
}

function literal(text: string, style?: { bold?: boolean; code?: boolean }): RichTextElement | undefined {
  if (text === '') return undefined;
  return style === undefined ? { type: 'text', text } : { type: 'text', text, style };
}

function drawLink(text: string, url: string | undefined): RichTextElement | undefined {
  if (url === undefined) return literal(text);
  return text === '' ? { type: 'link', url } : { type: 'link', url, text };
}

function drawPerson(id: string, room: number): RichTextElement | undefined {
  const mention = mentionOf(id);
  if (mention === undefined) return literal(bounded(id, room, cleanLine));
  return mention.kind === 'user'
    ? { type: 'user', user_id: mention.id }
    : { type: 'usergroup', usergroup_id: mention.id };
}

/** Cut before it is cleaned as well, so that the cost does not grow with what is thrown away. */
function bounded(text: string, room: number, clean: (text: string) => string): string {
  return clampText(clean(text.slice(0, 2 * room + 64)), room);
}
