import type { SlackJson } from '../contract.ts';
import { isTrue, recordOf, recordsOf, textOf } from '../json.ts';
import { dress } from '../messages.ts';
import { Refusal } from '../refusal.ts';
import type { Stage } from '../stage.ts';
import { channelOf, required, tiers, type Method } from './method.ts';

const readScopes = ['channels:read|groups:read|im:read|mpim:read'];
const historyScopes = ['channels:history|groups:history|im:history|mpim:history'];

/** Lets `emulate` do it. */
const asIs =
  (method: string) =>
  (args: SlackJson, stage: Stage): Promise<SlackJson> =>
    stage.workspace.asBot(method, args);

async function history(args: SlackJson, stage: Stage): Promise<SlackJson> {
  const channel = await readableChannelOf(args, stage);
  const all: SlackJson[] = [];
  for (let cursor: string | undefined; cursor !== '';) {
    const answer = await stage.workspace.asBot('conversations.history', { channel, limit: 1000, cursor });
    all.push(...recordsOf(answer['messages']));
    cursor = textOf(recordOf(answer['response_metadata']), 'next_cursor');
  }
  return page(args, inWindow(args, shown(args, stage, { channel, messages: all })), 100);
}

async function replies(args: SlackJson, stage: Stage): Promise<SlackJson> {
  const channel = await readableChannelOf(args, stage);
  const ts = required(args, 'ts');
  const answer = await stage.workspace.asBot('conversations.replies', { channel, ts });
  const messages = shown(args, stage, { channel, messages: recordsOf(answer['messages']) });
  if (messages.length === 0) throw new Refusal('thread_not_found');
  const [root, ...rest] = messages;
  return page(args, [...(root === undefined ? [] : [root]), ...inWindow(args, rest)], 1000);
}

async function readableChannelOf(args: SlackJson, stage: Stage): Promise<string> {
  const channel = await channelOf(args, stage);
  if (!channel.isMember) throw new Refusal('not_in_channel');
  return channel.id;
}

interface Found {
  readonly channel: string;
  readonly messages: readonly SlackJson[];
}

/** As the page shows them; metadata only when it was asked for. */
function shown(args: SlackJson, stage: Stage, found: Found): readonly SlackJson[] {
  const withMetadata = isTrue(args['include_all_metadata']);
  return found.messages.map((raw) => {
    const message = stage.board.find(found.channel, textOf(raw, 'ts')) ?? dress(stage, raw);
    const { metadata: _metadata, ...rest } = message;
    return withMetadata ? message : rest;
  });
}

function inWindow(args: SlackJson, messages: readonly SlackJson[]): readonly SlackJson[] {
  const oldest = Number(args['oldest'] ?? 0);
  const latest = Number(args['latest'] ?? Number.POSITIVE_INFINITY);
  const isInclusive = isTrue(args['inclusive']);
  return messages.filter((message) => {
    const at = Number(message['ts']);
    return isInclusive ? at >= oldest && at <= latest : at > oldest && at < latest;
  });
}

function page(args: SlackJson, messages: readonly SlackJson[], usual: number): SlackJson {
  const limit = Math.min(Number(args['limit'] ?? usual), 999);
  if (!Number.isInteger(limit) || limit < 1) throw new Refusal('invalid_limit');
  const cursor = textOf(args, 'cursor');
  const start = cursor === '' ? 0 : messages.findIndex((message) => message['ts'] === cursor);
  if (start < 0) throw new Refusal('invalid_cursor');
  const next = messages[start + limit];
  return {
    messages: messages.slice(start, start + limit),
    has_more: next !== undefined,
    response_metadata: { next_cursor: next === undefined ? '' : textOf(next, 'ts') },
  };
}

export const conversationMethods: Readonly<Record<string, Method>> = {
  'conversations.history': { scopes: historyScopes, rate: tiers.tier3, run: history },
  'conversations.replies': { scopes: historyScopes, rate: tiers.tier3, run: replies },
  'conversations.info': { scopes: readScopes, rate: tiers.tier3, run: asIs('conversations.info') },
  'conversations.list': { scopes: readScopes, rate: tiers.tier2, run: asIs('conversations.list') },
  'conversations.members': { scopes: readScopes, rate: tiers.tier4, run: asIs('conversations.members') },
  'conversations.join': { scopes: ['channels:join'], rate: tiers.tier3, run: asIs('conversations.join') },
  'conversations.open': { scopes: ['im:write|mpim:write'], rate: tiers.tier3, run: asIs('conversations.open') },
};
