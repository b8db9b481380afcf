import { createComposer } from './composer.js';
import { threadOf } from './conversation.js';
import { h, setText } from './dom.js';
import { icon } from './icons.js';
import { messageItem } from './message.js';
import { conversationItems, createMessageList } from './message-list.js';

/** The thread at the right: the root, its replies, a composer that answers there. */
export function createThreadPane(pane, page) {
  const where = h('span', { class: 'pane-topic' });
  const list = createMessageList('Thread');
  const composer = createComposer({ page, testId: 'thread-composer', onSent: list.toEnd });
  const close = h(
    'button',
    { type: 'button', class: 'tool', 'aria-label': 'Close thread', onclick: () => page.actions.closeThread() },
    icon('close'),
  );
  pane.append(
    h('header', { class: 'pane-head' }, h('h2', { class: 'pane-title' }, 'Thread'), where, close),
    list.node,
    composer.node,
  );
  pane.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && !event.defaultPrevented) page.actions.closeThread();
  });
  let shown;
  return (model) => {
    const { channel, thread } = model.place ?? {};
    const hadFocus = pane.contains(document.activeElement);
    pane.hidden = thread === undefined;
    document.body.classList.toggle('thread-open', thread !== undefined);
    if (thread === undefined) {
      shown = undefined;
      if (hadFocus) page.focusComposer();
      return;
    }
    setText(where, `#${page.directory.channel(channel)?.name ?? ''}`);
    list.show(`${channel}/${thread}`, threadItems(page, channel, thread));
    composer.show({ kind: 'channel', channel, thread }, 'Reply…');
    if (shown !== thread) composer.focus();
    shown = thread;
  };
}

function threadItems(page, channel, thread) {
  const { root, replies } = threadOf(page.model, channel, thread);
  const gone = { ts: thread, subtype: 'tombstone', text: 'This message is not here any more.' };
  const count = replies.filter(({ isEphemeral }) => !isEphemeral).length;
  const words = count === 1 ? '1 reply' : `${count} replies`;
  const divider = {
    key: 'divider',
    version: words,
    draw: () => h('div', { class: 'thread-divider' }, h('span', {}, words)),
  };
  const head = messageItem(page, channel, {
    message: root ?? gone,
    isEphemeral: false,
    isCompact: false,
    inThread: true,
  });
  const tail = conversationItems(
    page,
    channel,
    replies.map((reply) => ({ ...reply, inThread: true })),
  );
  return [head, ...(count > 0 ? [divider] : []), ...tail.filter(({ key }) => !key.startsWith('day/'))];
}
