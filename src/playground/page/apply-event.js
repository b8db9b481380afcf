/** Takes in the whole workspace, at the start and after a reconnect; messages that are the same keep their identity. */
export function applyWorkspace(model, workspace) {
  model.workspace = workspace;
  model.isBotConnected = workspace.connected;
  for (const { id } of workspace.channels) {
    const before = messagesIn(model.messages, id);
    const after = new Map((workspace.messages[id] ?? []).map((message) => [message.ts, message]));
    for (const [ts, message] of after) {
      const known = before.get(ts);
      if (known !== undefined && JSON.stringify(known) === JSON.stringify(message)) after.set(ts, known);
    }
    model.messages.set(id, after);
  }
}

/** Takes in one event of the stream. The same event twice changes nothing more. */
export function applyEvent(model, event) {
  switch (event.kind) {
    case 'message':
      return addMessage(model, event);
    case 'edited':
      return void messagesIn(model.messages, event.channel).set(event.message.ts, event.message);
    case 'deleted':
      return removeMessage(model, event);
    case 'ephemeral':
      return void messagesIn(model.ephemerals, event.channel).set(event.message.ts, event);
    case 'modal':
      return showModal(model, event);
    case 'modal-closed':
      return void model.modals.set(
        event.user,
        modalsOf(model, event.user).filter((view) => view.id !== event.viewId),
      );
    case 'home':
      return void model.homes.set(event.user, event.view);
    case 'connected':
      model.isBotConnected = event.connected;
      return undefined;
    default:
      return undefined;
  }
}

export function modalsOf(model, user) {
  return model.modals.get(user) ?? [];
}

export function messagesIn(channels, channel) {
  if (!channels.has(channel)) channels.set(channel, new Map());
  return channels.get(channel);
}

function addMessage(model, { channel, message }) {
  const messages = messagesIn(model.messages, channel);
  const isNew = !messages.has(message.ts);
  messages.set(message.ts, message);
  if (isNew) noteUnread(model, channel, message);
}

function removeMessage(model, { channel, ts }) {
  messagesIn(model.ephemerals, channel).delete(ts);
  const messages = messagesIn(model.messages, channel);
  const message = messages.get(ts);
  messages.delete(ts);
  const hasReplies = [...messages.values()].some((other) => other.thread_ts === ts);
  if (message !== undefined && hasReplies)
    messages.set(ts, { ts, thread_ts: ts, subtype: 'tombstone', text: 'This message was deleted.' });
}

/** A view that lies on no other starts a new stack. */
function showModal(model, { user, view }) {
  const views = modalsOf(model, user);
  const isOpen = views.some((other) => other.id === view.id);
  const below = view.previous_view_id ? views : [];
  model.modals.set(user, isOpen ? views.map((other) => (other.id === view.id ? view : other)) : [...below, view]);
}

/** Replies count only when they mention the reader: a thread speaks for itself at its root. */
function noteUnread(model, channel, message) {
  const isSeen = model.place?.channel === channel && document.visibilityState === 'visible';
  const isMine = message.user === model.user;
  const mentionsMe = JSON.stringify(message.blocks ?? message.text ?? '').includes(model.user);
  const isReply = message.thread_ts !== undefined && message.thread_ts !== message.ts;
  if (isSeen || isMine || (isReply && !mentionsMe)) return;
  const before = model.unread.get(channel) ?? { count: 0, mentions: 0, from: message.ts };
  model.unread.set(channel, { ...before, count: before.count + 1, mentions: before.mentions + (mentionsMe ? 1 : 0) });
}
