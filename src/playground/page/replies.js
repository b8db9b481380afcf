import { avatar } from './avatar.js';
import { authorOf } from './conversation.js';
import { ago, dateOf } from './dates.js';
import { h } from './dom.js';
import { icon } from './icons.js';

/** The line under a root that opens its thread: who answered, how often, when last. */
export function repliesItem(page, { channel, message, replies }) {
  const last = ago(dateOf(replies.at(-1).ts));
  const authors = new Map(replies.map((reply) => authorOf(page.model, reply)).map((author) => [author.name, author]));
  const faces = [...authors.values()].slice(0, 4).map((author) => avatar(author, 24));
  const open = () => page.actions.openThread(channel, message.ts);
  return {
    key: 'replies',
    version: `${replies.length}/${last}`,
    draw: () =>
      h(
        'button',
        { type: 'button', class: 'replies', 'data-testid': 'replies', onclick: open },
        h('span', { class: 'faces' }, faces),
        h('span', { class: 'replies-count' }, replies.length === 1 ? '1 reply' : `${replies.length} replies`),
        h('span', { class: 'replies-last' }, `Last reply ${last}`),
        h('span', { class: 'replies-open', 'aria-hidden': 'true' }, 'View thread', icon('right')),
      ),
  };
}
