import { authorOf } from './conversation.js';
import { dateOf, dayKey, dayName } from './dates.js';
import { h, keepChildren } from './dom.js';
import { icon } from './icons.js';
import { messageItem } from './message.js';

const groupMs = 5 * 60_000;
const nearEndPx = 60;

/**
 * A scrolled list of messages that stays where the reader is: at the end when it was there, else on the same message.
 * `show(key, items)` draws it; another key is another conversation and starts at its end.
 */
export function createMessageList(label) {
  const inner = h('div', { class: 'list-inner' });
  const scroller = h(
    'div',
    { class: 'list', role: 'log', 'aria-live': 'off', 'aria-label': label, tabindex: '0' },
    inner,
  );
  const jump = h('button', { type: 'button', class: 'jump', hidden: true }, icon('down'), 'Latest messages');
  const node = h('div', { class: 'list-frame' }, scroller, jump);
  let isAtEnd = true;
  let shownKey;
  const toEnd = () => {
    scroller.scrollTop = scroller.scrollHeight;
    isAtEnd = true;
    jump.hidden = true;
  };
  jump.addEventListener('click', toEnd);
  scroller.addEventListener('scroll', () => {
    isAtEnd = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < nearEndPx;
    jump.hidden = isAtEnd;
  });
  const observer = new ResizeObserver(() => isAtEnd && toEnd());
  observer.observe(inner);
  observer.observe(scroller);
  return {
    node,
    toEnd,
    show(key, items) {
      if (key !== shownKey) isAtEnd = true;
      shownKey = key;
      const anchor = isAtEnd ? undefined : firstVisible(scroller);
      const top = anchor?.getBoundingClientRect().top;
      keepChildren(inner, items);
      if (isAtEnd) toEnd();
      else if (anchor?.isConnected) scroller.scrollTop += anchor.getBoundingClientRect().top - top;
    },
    label: (text) => scroller.setAttribute('aria-label', text),
  };
}

function firstVisible(scroller) {
  const { top } = scroller.getBoundingClientRect();
  return [...scroller.querySelectorAll('[data-ts]')].find((message) => message.getBoundingClientRect().bottom > top);
}

/** Messages with the days between them and a line above the first unread one; neighbours of one author are joined. */
export function conversationItems(page, channel, entries) {
  const items = [];
  let before;
  for (const entry of entries) {
    const day = dayKey(dateOf(entry.message.ts));
    const isNewDay = before === undefined || day !== dayKey(dateOf(before.message.ts));
    if (isNewDay) items.push(dayItem(day, entry.message.ts));
    const isFirstUnread = entry.message.ts === page.model.lastUnread;
    if (isFirstUnread) items.push(unreadItem);
    const isCompact = !isNewDay && !isFirstUnread && continues(page.model, before, entry);
    items.push(messageItem(page, channel, { ...entry, isCompact }));
    before = entry;
  }
  return items;
}

function continues(model, before, { message, isEphemeral }) {
  if (isEphemeral || before.isEphemeral || (before.replies ?? []).length > 0) return false;
  const isSoon = dateOf(message.ts) - dateOf(before.message.ts) < groupMs;
  const one = authorOf(model, before.message);
  const other = authorOf(model, message);
  return isSoon && one.id === other.id && one.name === other.name;
}

function dayItem(day, ts) {
  const name = dayName(dateOf(ts));
  return {
    key: `day/${day}`,
    version: name,
    draw: () => h('div', { class: 'day', role: 'separator' }, h('span', {}, name)),
  };
}

const unreadItem = {
  key: 'unread',
  version: 0,
  draw: () => h('div', { class: 'unread-line', role: 'separator' }, h('span', {}, 'New')),
};
