/** What the page knows, and who wants to hear of a change. Many changes in one go are told once. */
export function createStore(user) {
  const listeners = [];
  let isScheduled = false;
  const tell = () => {
    isScheduled = false;
    for (const listener of listeners) listener(model);
  };
  const model = {
    /** Answer of `GET /page/workspace`; undefined until it came. */
    workspace: undefined,
    /** Channel id → ts → message. */
    messages: new Map(),
    /** Channel id → ts → `{ user, message }`: gone after a reload, as in Slack. */
    ephemerals: new Map(),
    /** User id → open modals, the last one on top. */
    modals: new Map(),
    /** User id → view of the Home tab. */
    homes: new Map(),
    /** Channel id → `{ count, mentions, from }` since it was last looked at. */
    unread: new Map(),
    isBotConnected: false,
    isLive: false,
    user,
    /** `{ kind: 'channel', channel, thread? }` or `{ kind: 'home' }`. */
    place: undefined,
  };
  return {
    model,
    subscribe: (listener) => listeners.push(listener),
    change(apply) {
      apply(model);
      if (isScheduled) return;
      isScheduled = true;
      setTimeout(tell, 0);
    },
  };
}
