import { h, keepChildren } from './dom.js';
import { link } from './links.js';
import { keepBlocks } from './render-blocks.js';
import { renderMrkdwn } from './render-mrkdwn.js';

/** The older way to add to a message: a coloured bar with a text or blocks. */
export function keepAttachments(parent, attachments, surface) {
  keepChildren(
    parent,
    attachments.map((attachment, index) => ({
      key: index,
      version: JSON.stringify(attachment),
      draw: () => drawAttachment(attachment, surface),
    })),
  );
  return parent;
}

const namedColours = { good: '#2eb67d', warning: '#ecb22e', danger: '#e01e5a' };

function drawAttachment(attachment, surface) {
  const node = h('div', { class: 'attachment' });
  const colour = namedColours[attachment.color] ?? `#${String(attachment.color ?? 'ddd').replace('#', '')}`;
  if (CSS.supports('color', colour)) node.style.borderLeftColor = colour;
  if (attachment.pretext) node.append(h('div', {}, renderMrkdwn(attachment.pretext, surface.directory)));
  if (attachment.title) node.append(h('b', {}, link(attachment.title_link, attachment.title)));
  if (attachment.text) node.append(h('div', {}, renderMrkdwn(attachment.text, surface.directory)));
  if (attachment.blocks) {
    const blocks = h('div', { class: 'blocks' });
    keepBlocks(blocks, attachment.blocks, surface);
    node.append(blocks);
  }
  return node;
}
