import { dateOf, fullTime } from './dates.js';
import { append, h } from './dom.js';
import { keepAttachments } from './render-attachments.js';
import { keepBlocks } from './render-blocks.js';
import { renderFile } from './render-files.js';
import { renderMrkdwn } from './render-mrkdwn.js';

export function hasBlocks(message) {
  return (message.blocks ?? []).length > 0;
}

/** `(edited)`, or nothing. */
export function editedMark(message) {
  if (message.edited === undefined) return undefined;
  return h('span', { class: 'edited', title: fullTime(dateOf(message.edited.ts)) }, '(edited)');
}

/** What a message says, as items for `keepChildren`: its blocks or its text, attachments, files. */
export function bodyItems(view) {
  const { message, me } = view;
  const surface = surfaceOf(view);
  const files = (message.files ?? []).map((file) => ({
    key: `file/${file.id}`,
    version: JSON.stringify(file),
    draw: () => renderFile(file),
  }));
  if ((message.attachments ?? []).length === 0) return [contentItem(view, surface), ...files];
  const attachments = {
    key: 'attachments',
    version: [message, me],
    draw: (before) => keepAttachments(before ?? h('div', { class: 'attachments' }), message.attachments, surface),
  };
  return [contentItem(view, surface), attachments, ...files];
}

/** Text alone only where there are no blocks, as in Slack. */
function contentItem({ page, message, isCompact, me }, surface) {
  if (!hasBlocks(message)) {
    const draw = () =>
      h(
        'div',
        { class: 'message-body text' },
        renderMrkdwn(message.text ?? '', page.directory),
        ' ',
        editedMark(message),
      );
    return { key: 'text', version: [message.text, message.edited?.ts, me], draw };
  }
  return {
    key: 'blocks',
    version: [message, isCompact, me],
    draw: (before) => {
      const node = before ?? h('div', { class: 'message-body' }, h('div', { class: 'blocks' }));
      keepBlocks(node.firstElementChild, message.blocks, surface);
      node.querySelector(':scope > .edited')?.remove();
      append(node, [isCompact && editedMark(message)]);
      return node;
    },
  };
}

function surfaceOf({ page, channel, message }) {
  return {
    directory: page.directory,
    press: ({ blockId, element, selected }) =>
      page.actions.press({ channel, ts: message.ts, blockId, actionId: element.action_id, element, selected }),
  };
}
