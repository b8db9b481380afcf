import { avatar } from './avatar.js';
import { authorOf } from './conversation.js';
import { ago, dateOf, fullTime, timeOfDay } from './dates.js';
import { h, keepChildren } from './dom.js';
import { icon } from './icons.js';
import { keepAttachments, renderFile } from './render-files.js';
import { keepBlocks } from './render-blocks.js';
import { renderMrkdwn } from './render-mrkdwn.js';

/** Item for `keepChildren`: one message. `isCompact`: under another one of the same author. `inThread`: shown in the thread pane. */
export function messageItem(page, channel, { message, replies = [], isEphemeral, isCompact, inThread = false }) {
  const me = page.model.user;
  const thread = inThread ? [] : replies;
  return {
    key: `${isEphemeral ? 'whisper/' : ''}${message.ts}`,
    version: [message, isCompact, thread.length, thread.at(-1), me],
    draw: (before) =>
      drawMessage(before, { page, channel, message, replies: thread, isEphemeral, isCompact, inThread, me }),
  };
}

function drawMessage(before, view) {
  const { page, message, isCompact, isEphemeral } = view;
  const node = before ?? createFrame(view);
  const author = authorOf(page.model, message);
  node.classList.toggle('is-compact', isCompact);
  node.classList.toggle('is-ephemeral', isEphemeral);
  const [gutter, main] = node.children;
  keepChildren(gutter, [gutterItem(message, author, isCompact)]);
  keepChildren(main, [...headItems(view, author), ...bodyItems(view)]);
  return node;
}

function createFrame({ page, channel, message, isEphemeral, inThread }) {
  const node = h(
    'article',
    { class: 'message', 'data-channel': channel, 'data-ts': message.ts, 'data-ephemeral': isEphemeral },
    h('div', { class: 'message-gutter' }),
    h('div', { class: 'message-main' }),
  );
  if (isEphemeral || inThread || message.subtype === 'tombstone') return node;
  const reply = () => page.actions.openThread(channel, message.thread_ts ?? message.ts);
  node.append(
    h(
      'div',
      { class: 'message-tools' },
      h(
        'button',
        { type: 'button', class: 'tool', 'aria-label': 'Reply in thread', title: 'Reply in thread', onclick: reply },
        icon('reply'),
      ),
    ),
  );
  return node;
}

function gutterItem(message, author, isCompact) {
  const at = dateOf(message.ts);
  return {
    key: isCompact ? 'time' : 'avatar',
    version: author.name + author.color,
    draw: () => (isCompact ? h('time', { class: 'gutter-time', title: fullTime(at) }, timeOfDay(at)) : avatar(author)),
  };
}

function headItems({ message, isCompact, isEphemeral }, author) {
  const at = dateOf(message.ts);
  const head = {
    key: 'head',
    version: author.name,
    draw: () =>
      h(
        'div',
        { class: 'message-head' },
        h('span', { class: 'author' }, author.name),
        author.isBot && h('span', { class: 'badge' }, 'App'),
        h('time', { class: 'time', datetime: at.toISOString(), title: fullTime(at) }, timeOfDay(at)),
      ),
  };
  const whisper = {
    key: 'whisper',
    version: 0,
    draw: () => h('div', { class: 'whisper' }, icon('eye'), 'Only visible to you'),
  };
  return [...(isEphemeral ? [whisper] : []), ...(isCompact ? [] : [head])];
}

function bodyItems(view) {
  const { page, message, me } = view;
  const surface = surfaceOf(view);
  const body = {
    key: 'body',
    version: [message, me],
    draw: (before) => {
      const node = before ?? h('div', { class: 'message-body' });
      keepBody(node, view, surface);
      return node;
    },
  };
  const attachments = (message.attachments ?? []).length > 0 && {
    key: 'attachments',
    version: [message, me],
    draw: (before) => keepAttachments(before ?? h('div', { class: 'attachments' }), message.attachments, surface),
  };
  const files = (message.files ?? []).map((file) => ({
    key: `file/${file.id}`,
    version: JSON.stringify(file),
    draw: () => renderFile(file),
  }));
  const replies = view.replies.length > 0 && repliesItem(page, view);
  return [body, attachments, ...files, replies].filter(Boolean);
}

/** Text alone only where there are no blocks, as in Slack. */
function keepBody(node, { message, page, me }, surface) {
  const hasBlocks = (message.blocks ?? []).length > 0;
  const edited = h(
    'span',
    { class: 'edited', title: message.edited && fullTime(dateOf(message.edited.ts)) },
    '(edited)',
  );
  const slots = [
    {
      key: 'content',
      version: hasBlocks ? 'blocks' : [message.text, me],
      draw: () => h('div', { class: hasBlocks ? 'blocks' : 'text' }),
    },
  ];
  if (message.edited !== undefined) slots.push({ key: 'edited', version: message.edited.ts, draw: () => edited });
  keepChildren(node, slots);
  const content = node.firstElementChild;
  if (hasBlocks) keepBlocks(content, message.blocks, surface);
  else if (!content.hasChildNodes())
    content.append(...[renderMrkdwn(message.text ?? '', page.directory)].flat(Infinity));
}

function surfaceOf({ page, channel, message }) {
  return {
    directory: page.directory,
    press: ({ blockId, element, selected }) =>
      page.actions.press({ channel, ts: message.ts, blockId, actionId: element.action_id, element, selected }),
  };
}

function repliesItem(page, { channel, message, replies }) {
  const last = dateOf(replies.at(-1).ts);
  const authors = [
    ...new Map(replies.map((reply) => [authorOf(page.model, reply).name, authorOf(page.model, reply)])).values(),
  ];
  return {
    key: 'replies',
    version: replies.at(-1).ts + replies.length,
    draw: () =>
      h(
        'button',
        {
          type: 'button',
          class: 'replies',
          'data-testid': 'replies',
          onclick: () => page.actions.openThread(channel, message.ts),
        },
        h(
          'span',
          { class: 'faces' },
          authors.slice(0, 4).map((author) => avatar(author, 24)),
        ),
        h('span', { class: 'replies-count' }, replies.length === 1 ? '1 reply' : `${replies.length} replies`),
        h('span', { class: 'replies-last' }, `Last reply ${ago(last)}`),
        h('span', { class: 'replies-open', 'aria-hidden': 'true' }, 'View thread', icon('right')),
      ),
  };
}
