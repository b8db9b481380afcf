import type { ChannelView, SlackJson, UserView } from './contract.ts';
import { recordOf, recordsOf, textOf } from './json.ts';
import { Refusal } from './refusal.ts';
import { bot, channels as seedChannels, emailOf, people, userGroups } from './seed.ts';
import { startUpstream, type Upstream } from './upstream.ts';

export interface UserGroup {
  readonly id: string;
  readonly handle: string;
  readonly name: string;
  readonly users: readonly string[];
}

/** Who and what is in the workspace, and the one way to its state. */
export interface Workspace {
  readonly bot: UserView;
  readonly users: readonly UserView[];
  readonly channels: readonly ChannelView[];
  readonly userGroups: readonly UserGroup[];
  /** Throws a `Refusal` when the state refuses. */
  asBot(method: string, args: SlackJson): Promise<SlackJson>;
  asUser(userId: string, method: string, args: SlackJson): Promise<SlackJson>;
  upload(fileId: string): Promise<void>;
  /** One change after the other, in the order of the calls: the page sees what the state has seen. */
  inOrder<T>(change: () => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export async function openWorkspace(): Promise<Workspace> {
  const upstream = await startUpstream();
  const ids = await idsByName(upstream);
  const channels = await settle(upstream, ids);
  const users = people.map((person) => ({
    id: idOf(ids, person.name),
    name: person.name,
    realName: person.realName,
    email: emailOf(person.name),
    isBot: false,
    isGuest: person.isGuest,
    color: person.color,
  }));
  const names = new Map(users.map((user) => [user.id, user.name]));
  let last: Promise<unknown> = Promise.resolve();
  return {
    bot: {
      id: bot.userId,
      name: bot.name,
      realName: bot.realName,
      email: '',
      isBot: true,
      isGuest: false,
      color: '#3d3d4e',
    },
    users,
    channels,
    userGroups: userGroups.map((group) => ({ ...group, users: group.people.map((name) => idOf(ids, name)) })),
    asBot: (method, args) => upstream.call(bot.name, method, args),
    asUser: async (userId, method, args) => {
      const name = names.get(userId);
      if (name === undefined) throw new Refusal('user_not_found');
      return upstream.call(name, method, args);
    },
    upload: (fileId) => upstream.upload(fileId),
    inOrder: (change) => {
      const next = last.then(change, change);
      last = next.catch(() => undefined);
      return next;
    },
    close: () => upstream.close(),
  };
}

async function idsByName(upstream: Upstream): Promise<ReadonlyMap<string, string>> {
  const { members } = await upstream.call('admin', 'users.list', { limit: 1000 });
  return new Map(recordsOf(members).map((member) => [textOf(member, 'name'), textOf(member, 'id')]));
}

/** Puts everybody where they belong; `random`, which every emulated workspace has, becomes the archived channel. */
async function settle(upstream: Upstream, ids: ReadonlyMap<string, string>): Promise<readonly ChannelView[]> {
  const listed = await upstream.call('admin', 'conversations.list', { limit: 1000 });
  const byName = new Map(recordsOf(listed['channels']).map((channel) => [textOf(channel, 'name'), channel]));
  const everybody = people.map(({ name }) => idOf(ids, name)).join(',');
  await upstream.call('admin', 'conversations.invite', { channel: channelId(byName, 'general'), users: everybody });
  await upstream.call('admin', 'conversations.archive', { channel: channelId(byName, 'random') });
  for (const { name, hasBot } of seedChannels)
    if (hasBot) await upstream.call(bot.name, 'conversations.join', { channel: channelId(byName, name) });
  return seedChannels.map(({ name, topic }) => ({ id: channelId(byName, name), name, topic }));
}

function idOf(ids: ReadonlyMap<string, string>, name: string): string {
  const id = ids.get(name);
  if (id === undefined) throw new Error(`emulate has no user "${name}"`);
  return id;
}

function channelId(byName: ReadonlyMap<string, SlackJson>, name: string): string {
  return textOf(recordOf(byName.get(name)), 'id');
}
