import type { WebClient } from '@slack/web-api';

import { createRecall } from './recall.ts';

export interface Group {
  readonly id: string;
  readonly handle: string;
}

export interface Groups {
  /** Ids and handles of those of the named groups that the person is in. Rejects when Slack cannot be asked. */
  of(userId: string, named: readonly string[]): Promise<readonly string[]>;
}

/** `usergroups.*` allows 20 calls a minute, so only groups that are named in the configuration are looked at. */
export function createGroups(parts: { client: WebClient; keepMs: number; now: () => number }): Groups {
  const { client, keepMs, now } = parts;
  const all = createRecall({ keepMs, max: 1, now, find: () => listGroups(client) });
  const members = createRecall({ keepMs, max: 200, now, find: (id: string) => listMembers(client, id) });
  return {
    async of(userId, named) {
      if (named.length === 0) return [];
      const groups = (await all('all')).filter(({ id, handle }) => named.includes(id) || named.includes(handle));
      const found = await Promise.all(
        groups.map(async (group) => ((await members(group.id)).has(userId) ? group : [])),
      );
      return found.flat().flatMap(({ id, handle }) => [id, handle]);
    },
  };
}

/** Every user group of the workspace. */
export async function listGroups(client: WebClient): Promise<readonly Group[]> {
  const { usergroups = [] } = await client.usergroups.list();
  return usergroups.flatMap(({ id, handle }) => (id === undefined ? [] : [{ id, handle: handle ?? id }]));
}

async function listMembers(client: WebClient, id: string): Promise<ReadonlySet<string>> {
  const { users = [] } = await client.usergroups.users.list({ usergroup: id });
  return new Set(users);
}
