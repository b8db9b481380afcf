import { h } from './dom.js';
import { textNodes } from './text-nodes.js';
import { link } from './links.js';
import { parseMrkdwn } from './mrkdwn.js';
import * as reference from './references.js';

/** A Slack text object as nodes: mrkdwn is parsed, plain_text is not. */
export function renderText(text, directory) {
  if (typeof text?.text !== 'string') return [];
  if (text.type !== 'mrkdwn') return renderPlain(text);
  return renderMrkdwn(text.text, directory);
}

export function renderPlain(text) {
  return textNodes(text.text, { names: text.emoji !== false });
}

export function renderMrkdwn(text, directory) {
  return parseMrkdwn(text).map((block) => {
    if (block.kind === 'pre') return h('pre', { class: 'pre' }, block.text);
    const lines = block.lines.flatMap((line, index) => [index > 0 && h('br'), renderSpans(line, directory)]);
    return block.kind === 'quote' ? h('blockquote', { class: 'quote' }, lines) : h('span', { class: 'lines' }, lines);
  });
}

function renderSpans(spans, directory) {
  return spans.map((span) => renderSpan(span, directory));
}

const wrappers = { bold: 'b', italic: 'i', strike: 's' };

function renderSpan(span, directory) {
  switch (span.kind) {
    case 'text':
      return textNodes(span.text, { names: true });
    case 'code':
      return h('code', { class: 'code' }, span.text);
    case 'bold':
    case 'italic':
    case 'strike':
      return h(wrappers[span.kind], {}, renderSpans(span.children, directory));
    case 'link':
      return link(span.url, span.label ?? span.url.replace(/^mailto:/u, ''));
    case 'person':
      return reference.person(directory, span.id, span.label);
    case 'group':
      return reference.group(directory, span.id, span.label);
    case 'channel':
      return reference.channel(directory, span.id, span.label);
    case 'broadcast':
      return reference.broadcast(span.range);
    default:
      return reference.date({ ...span, fallback: span.label });
  }
}
