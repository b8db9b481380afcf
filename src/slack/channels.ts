import { WebAPIPlatformError, type WebClient } from '@slack/web-api';
import type { Logger } from 'pino';

import { errorLine } from './log.ts';
import { createRecall } from './recall.ts';

export interface ChannelsParts {
  readonly client: WebClient;
  readonly log: Pick<Logger, 'warn'>;
  readonly now?: (() => number) | undefined;
}

/** Of a list in which a name was not found. */
const keepMs = 60_000;
const pageSize = 1_000;
const mostPages = 20;
const mostWarnings = 200;

interface Known {
  readonly id: string;
  readonly name: string;
  readonly isMember: boolean;
}

/**
 * The id of a channel as `e2e.yaml` names it: messages can be posted to `#name`, but edits, files and searches need the id.
 * What is an id already, or is not to be found, comes back as it was; what is amiss is logged once. Rejects while Slack
 * cannot be asked, unless it was asked before.
 */
export function createChannels({ client, log, now = Date.now }: ChannelsParts): (channel: string) => Promise<string> {
  const listed = createRecall({ keepMs, max: 1, now, find: () => listChannels(client) });
  const ids = new Map<string, string>();
  const warned = new Set<string>();
  const warnOnce = (message: string): void => {
    if (warned.has(message) || warned.size > mostWarnings) return;
    warned.add(message);
    log.warn(message);
  };

  async function find(name: string): Promise<string | undefined> {
    const found = (await listed('all')).find((each) => each.name === name);
    if (found === undefined) {
      warnOnce(`No channel named "#${name}": a private one is seen only after /invite in it`);
    } else if (!found.isMember) {
      warnOnce(`The bot is not in "#${name}", so nothing can be told there: invite it with /invite`);
    }
    return found?.id;
  }

  return async (channel) => {
    if (isId(channel)) return channel;
    const name = channel.replace(/^#/u, '');
    const known = ids.get(name);
    if (known !== undefined) return known;
    try {
      const id = await find(name);
      if (id !== undefined) ids.set(name, id);
      return id ?? channel;
    } catch (error) {
      if (!(error instanceof WebAPIPlatformError)) throw error;
      warnOnce(`The channel "#${name}" cannot be looked up: ${errorLine(error)}`);
      return channel;
    }
  };
}

function isId(channel: string): boolean {
  return /^[CDGUW](?=[A-Z0-9]*\d)[A-Z0-9]{2,20}$/u.test(channel);
}

async function listChannels(client: WebClient): Promise<readonly Known[]> {
  const found: Known[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < mostPages; page += 1) {
    const answer = await client.conversations.list({
      types: 'public_channel,private_channel',
      exclude_archived: true,
      limit: pageSize,
      ...(cursor === undefined ? {} : { cursor }),
    });
    for (const { id, name, is_member: isMember } of answer.channels ?? []) {
      if (id !== undefined && name !== undefined) found.push({ id, name, isMember: isMember === true });
    }
    cursor = answer.response_metadata?.next_cursor;
    if (cursor === undefined || cursor === '') break;
  }
  return found;
}
