import { avatar } from './avatar.js';
import { authorOf } from './conversation.js';
import { ago, dateOf, fullTime, timeOfDay } from './dates.js';
import { h, keepChildren } from './dom.js';
import { icon } from './icons.js';
import { openMenu } from './menu.js';
import { bodyItems, editedMark, hasBlocks } from './message-body.js';
import { repliesItem } from './replies.js';

/** Item for `keepChildren`: one message. `isCompact`: under another one of the same author. `inThread`: shown in the thread pane. */
export function messageItem(page, channel, { message, replies = [], isEphemeral, isCompact, inThread = false }) {
  const me = page.model.user;
  const thread = inThread ? [] : replies;
  return {
    key: `${isEphemeral ? 'whisper/' : ''}${message.ts}`,
    version: [message, isCompact, thread.length, thread.at(-1), thread.length > 0 && ago(dateOf(thread.at(-1).ts)), me],
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
  keepChildren(main, [
    ...(isEphemeral ? [whisperItem] : []),
    ...(isCompact ? [] : [headItem(message, author)]),
    ...bodyItems(view),
    ...(view.replies.length > 0 ? [repliesItem(page, view)] : []),
  ]);
  return node;
}

function createFrame({ page, channel, message, isEphemeral, inThread }) {
  const node = h(
    'article',
    { class: 'message', 'data-channel': channel, 'data-ts': message.ts, 'data-ephemeral': isEphemeral },
    h('div', { class: 'message-gutter' }),
    h('div', { class: 'message-main' }),
  );
  if (isEphemeral || message.subtype === 'tombstone') return node;
  const reply = () => page.actions.openThread(channel, message.thread_ts ?? message.ts);
  const tools = [
    ...(inThread ? [] : [toolButton('Reply in thread', 'reply', reply)]),
    ...(page.model.workspace.shortcuts.length === 0 ? [] : [shortcutsButton(page, { channel, ts: message.ts })]),
  ];
  if (tools.length > 0) node.append(h('div', { class: 'message-tools' }, ...tools));
  return node;
}

function toolButton(label, picture, onclick) {
  return h('button', { type: 'button', class: 'tool', 'aria-label': label, title: label, onclick }, icon(picture));
}

/** The menu of a message, with the shortcuts of the app. */
function shortcutsButton(page, at) {
  const button = toolButton('Message shortcuts', 'more', () => {
    const items = page.model.workspace.shortcuts.map(({ name, callbackId }) => ({
      label: name,
      choose: () => void page.actions.shortcut({ ...at, callbackId }),
    }));
    openMenu(button, items);
  });
  button.setAttribute('aria-haspopup', 'menu');
  return button;
}

function gutterItem(message, author, isCompact) {
  const at = dateOf(message.ts);
  return {
    key: isCompact ? 'time' : 'avatar',
    version: author.name + author.color,
    draw: () => (isCompact ? h('time', { class: 'gutter-time', title: fullTime(at) }, timeOfDay(at)) : avatar(author)),
  };
}

const whisperItem = {
  key: 'whisper',
  version: 0,
  draw: () => h('div', { class: 'whisper' }, icon('eye'), 'Only visible to you'),
};

function headItem(message, author) {
  const at = dateOf(message.ts);
  return {
    key: 'head',
    version: `${author.name}/${message.edited?.ts}`,
    draw: () =>
      h(
        'div',
        { class: 'message-head' },
        h('span', { class: 'author' }, author.name),
        author.isBot && h('span', { class: 'badge' }, 'App'),
        h('time', { class: 'time', datetime: at.toISOString(), title: fullTime(at) }, timeOfDay(at)),
        hasBlocks(message) && editedMark(message),
      ),
  };
}
