import { messagesIn } from './apply-event.js';

export function isReply(message) {
  return message.thread_ts !== undefined && message.thread_ts !== message.ts;
}

/** What the current user sees in a channel, without threads, oldest first: `{ message, replies, isEphemeral }`. */
export function rootsOf(model, channel) {
  const replies = Map.groupBy(messagesIn(model.messages, channel).values(), (message) => message.thread_ts);
  const roots = visible(model, channel).filter(
    ({ message }) => !isReply(message) || message.subtype === 'thread_broadcast',
  );
  return roots.map((entry) => ({
    ...entry,
    replies: entry.isEphemeral ? [] : (replies.get(entry.message.ts) ?? []).filter(isReply).sort(byTs),
  }));
}

/** The root of a thread (a tombstone when it is gone) and what the current user sees under it. */
export function threadOf(model, channel, ts) {
  const root = messagesIn(model.messages, channel).get(ts);
  const replies = visible(model, channel).filter(({ message }) => isReply(message) && message.thread_ts === ts);
  return { root, replies };
}

function visible(model, channel) {
  const messages = [...messagesIn(model.messages, channel).values()].map((message) => ({
    message,
    isEphemeral: false,
  }));
  const whispers = [...messagesIn(model.ephemerals, channel).values()]
    .filter((whisper) => whisper.user === model.user)
    .map(({ message }) => ({ message, isEphemeral: true }));
  return [...messages, ...whispers].sort((one, other) => byTs(one.message, other.message));
}

function byTs(one, other) {
  return Number(one.ts) - Number(other.ts);
}

/** Who wrote it: `{ id, name, color, isBot }`. A message may bring its own name, as bots can; what Slack itself says, the playground says. */
export function authorOf(model, message) {
  if (message.subtype === 'tombstone') return { id: 'gone', name: 'Unknown', color: '#8d8d8d', isBot: false };
  if (message.user === 'USLACKBOT') return { id: 'USLACKBOT', name: 'Playground', color: '#5b6478', isBot: false };
  const { bot, users } = model.workspace;
  const found = users.find((user) => user.id === message.user);
  if (message.bot_id === undefined && message.user !== bot.id && found !== undefined) return shown(found);
  return { ...shown(bot), name: message.username ?? bot.realName ?? bot.name };
}

export function shown(user) {
  return { id: user.id, name: user.realName || user.name, color: user.color, isBot: user.isBot };
}

/** Looks up names for mentions. */
export function createDirectory(model) {
  return {
    me: () => model.user,
    person: (id) => [model.workspace.bot, ...model.workspace.users].find((user) => user.id === id),
    group: (id) => model.workspace.userGroups.find((group) => group.id === id),
    channel: (id) => model.workspace.channels.find((channel) => channel.id === id),
  };
}
