import type { WebClient } from '@slack/web-api';
import type { Logger } from 'pino';

import { errorLine } from './log.ts';
import { createRecall } from './recall.ts';
import { listGroups } from './user-groups.ts';

export interface OwnersParts {
  readonly client: WebClient;
  readonly log: Logger;
  readonly now?: (() => number) | undefined;
}

const keepMs = 5 * 60_000;

/**
 * The Slack id of an owner as `e2e.yaml` names it, so that a mention reaches somebody: `@handle` is a user group's, an
 * e-mail address a person's. What is an id already, or is not found, comes back as it was. Never rejects.
 */
export function createOwners({ client, log, now = Date.now }: OwnersParts): (owner: string) => Promise<string> {
  const find = createRecall({ keepMs, max: 200, now, find: (owner: string) => findOwner(client, owner) });
  return async (owner) => {
    try {
      return (await find(owner)) ?? owner;
    } catch (error) {
      log.warn(`The owner "${owner}" could not be looked up: ${errorLine(error)}`);
      return owner;
    }
  };
}

async function findOwner(client: WebClient, owner: string): Promise<string | undefined> {
  if (/^[^\s@]+@[^\s@]+\.[^\s@]+$/u.test(owner)) return (await client.users.lookupByEmail({ email: owner })).user?.id;
  if (!owner.startsWith('@')) return undefined;
  const handle = owner.slice(1);
  return (await listGroups(client)).find((group) => group.handle === handle)?.id;
}
