import { h } from './dom.js';
import { emoji } from './emoji.js';
import { textNodes } from './text-nodes.js';
import { link } from './links.js';
import * as reference from './references.js';

export function renderRichText(block, directory) {
  return h(
    'div',
    { class: 'rich-text' },
    (block.elements ?? []).map((element) => renderElement(element, directory)),
  );
}

function renderElement(element, directory) {
  const spans = () => renderSpans(element.elements ?? [], directory);
  switch (element.type) {
    case 'rich_text_section':
      return h('div', { class: 'rich-section' }, spans());
    case 'rich_text_preformatted':
      return h('pre', { class: 'pre' }, spans());
    case 'rich_text_quote':
      return h('blockquote', { class: 'quote' }, spans());
    case 'rich_text_list':
      return renderList(element, directory);
    default:
      return h('div', { class: 'unknown' }, `Not drawn here: ${String(element.type)}`);
  }
}

const orderedMarks = ['decimal', 'lower-alpha', 'lower-roman'];
const bulletMarks = ['disc', 'circle', 'square'];

function renderList(element, directory) {
  const isOrdered = element.style === 'ordered';
  const indent = Math.min(Number(element.indent) || 0, 8);
  const marks = isOrdered ? orderedMarks : bulletMarks;
  const items = (element.elements ?? []).map((item) => h('li', {}, renderSpans(item.elements ?? [], directory)));
  const classes = `rich-list indent-${indent} mark-${marks[indent % marks.length]}`;
  return h(
    isOrdered ? 'ol' : 'ul',
    { class: classes, start: isOrdered ? (Number(element.offset) || 0) + 1 : undefined },
    items,
  );
}

function renderSpans(spans, directory) {
  return spans.map((span) => styled(renderSpan(span, directory), span.style));
}

function renderSpan(span, directory) {
  switch (span.type) {
    case 'text':
      return textNodes(span.text ?? '');
    case 'link':
      return link(span.url, span.text ?? span.url);
    case 'user':
      return reference.person(directory, span.user_id);
    case 'usergroup':
      return reference.group(directory, span.usergroup_id);
    case 'channel':
      return reference.channel(directory, span.channel_id);
    case 'broadcast':
      return reference.broadcast(span.range);
    case 'emoji':
      return emoji(String(span.name));
    case 'date':
      return reference.date({
        seconds: span.timestamp,
        format: String(span.format),
        url: span.url,
        fallback: span.fallback,
      });
    case 'color':
      return renderColour(String(span.value));
    default:
      return h('span', { class: 'unknown' }, `Not drawn here: ${String(span.type)}`);
  }
}

function renderColour(value) {
  const swatch = h('span', { class: 'swatch', 'aria-hidden': 'true' });
  if (CSS.supports('color', value)) swatch.style.backgroundColor = value;
  return h('span', {}, value, swatch);
}

/** Styles nest in Slack's order: code is innermost. */
function styled(content, style = {}) {
  let node = content;
  if (style.code) node = h('code', { class: 'code' }, node);
  if (style.strike) node = h('s', {}, node);
  if (style.italic) node = h('i', {}, node);
  if (style.bold) node = h('b', {}, node);
  return node;
}
