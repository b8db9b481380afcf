/** Where one is, as the address's hash: `#C1`, `#C1/1732283000.000100` with a thread, or `#home`. */
export function hashOf(place) {
  if (place.kind === 'home') return '#home';
  return place.thread === undefined ? `#${place.channel}` : `#${place.channel}/${place.thread}`;
}

function placeOf(hash, workspace) {
  if (hash === '#home') return { kind: 'home' };
  const [, channel, thread] = /^#(\w+)(?:\/([\d.]+))?$/u.exec(hash) ?? [];
  const isKnown = workspace.channels.some(({ id }) => id === channel);
  return isKnown ? { kind: 'channel', channel, thread } : { kind: 'channel', channel: workspace.channels[0]?.id };
}

/** The hash of what a permalink of this workspace shows, `/archives/C1/p1732283000000100`; else undefined. */
export function hashOfPermalink(address) {
  const { origin, pathname, searchParams } = new URL(address, location.origin);
  const [, channel, seconds, micros] = /^\/archives\/(\w+)(?:\/p(\d+)(\d{6}))?$/u.exec(pathname) ?? [];
  if (origin !== location.origin || channel === undefined) return undefined;
  const thread = searchParams.get('thread_ts') ?? (seconds && `${seconds}.${micros}`);
  return hashOf({ kind: 'channel', channel, thread: thread ?? undefined });
}

function openPermalink() {
  const hash = hashOfPermalink(location.href);
  if (hash !== undefined) history.replaceState(null, '', `/${hash}`);
}

/** Keeps `model.place` equal to the hash, so that back, forward and reload work. */
export function followPlace(store) {
  const follow = () =>
    store.change((model) => {
      if (model.workspace === undefined) return;
      const next = placeOf(location.hash, model.workspace);
      if (model.place !== undefined && hashOf(next) === hashOf(model.place)) return;
      if (next.channel !== model.place?.channel) model.lastUnread = model.unread.get(next.channel)?.from;
      model.place = next;
      model.unread.delete(next.channel);
    });
  openPermalink();
  store.subscribe((model) => {
    if (model.place === undefined) follow();
  });
  window.addEventListener('hashchange', follow);
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') store.change((model) => model.unread.delete(model.place?.channel));
  });
}
