import { formatDate } from './dates.js';
import { h } from './dom.js';
import { link } from './links.js';

/** How a text shows whom and what it points at. `directory` knows the people, groups and channels of the workspace. */
export function person(directory, id, label) {
  const name = directory.person(id)?.name ?? label ?? id;
  const isMe = id === directory.me();
  return h('span', { class: isMe ? 'mention mention-me' : 'mention', 'data-user': id }, `@${name}`);
}

export function group(directory, id, label) {
  const found = directory.group(id);
  const isMine = found?.users.includes(directory.me()) ?? false;
  const name = (found?.handle ?? label ?? id).replace(/^@/u, '');
  return h('span', { class: isMine ? 'mention mention-me' : 'mention' }, `@${name}`);
}

export function channel(directory, id, label) {
  const found = directory.channel(id);
  if (found === undefined) return h('span', { class: 'mention' }, `#${label ?? id}`);
  return h('a', { class: 'mention', href: `#${id}` }, `#${found.name}`);
}

export function broadcast(range) {
  return h('span', { class: 'mention mention-me' }, `@${range}`);
}

/** Slack's date: a format with `{date}` and its like, in the reader's own time zone. */
export function date({ seconds, format, url, fallback }) {
  const text = Number.isFinite(seconds) ? formatDate(new Date(seconds * 1_000), format) : fallback;
  const time = h(
    'time',
    { datetime: Number.isFinite(seconds) ? new Date(seconds * 1_000).toISOString() : undefined },
    text ?? '',
  );
  return url === undefined ? time : link(url, time);
}
