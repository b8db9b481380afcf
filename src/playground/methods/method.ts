import type { SlackJson } from '../contract.ts';
import { isRecord, textOf } from '../json.ts';
import { Refusal } from '../refusal.ts';
import type { Stage } from '../stage.ts';

/** One Web API method. */
export interface Method {
  /** All are needed; `a|b` means that one of them is enough. */
  readonly scopes: readonly string[];
  /** Calls in any 60 seconds, for the whole workspace (the published tier), or a budget for each channel. */
  readonly rate: Rate;
  /** Returns the answer without `ok`; throws a `Refusal`. */
  readonly run: (args: SlackJson, stage: Stage) => Promise<SlackJson>;
}

export interface Rate {
  readonly calls: number;
  readonly withinMs: number;
  /** An argument whose values are counted apart. */
  readonly per?: 'channel' | undefined;
}

const tier = (calls: number): Rate => ({ calls, withinMs: 60_000 });

/** https://docs.slack.dev/apis/web-api/rate-limits */
export const tiers = {
  tier1: tier(1),
  tier2: tier(20),
  tier3: tier(50),
  tier4: tier(100),
  special: tier(600),
} as const;

/** An argument that must be there; Slack's answer to a missing one is `invalid_arguments`. */
export function required(args: SlackJson, name: string): string {
  const value = textOf(args, name);
  if (value !== '') return value;
  throw new Refusal('invalid_arguments', {
    response_metadata: { messages: [`[ERROR] missing required field: ${name}`] },
  });
}

export interface Channel {
  readonly id: string;
  readonly isMember: boolean;
  readonly isArchived: boolean;
}

/** Finds a channel by id or name; throws `channel_not_found`. */
export async function channelOf(args: SlackJson, stage: Stage, key = 'channel'): Promise<Channel> {
  const given = required(args, key);
  const named = stage.workspace.channels.find(({ name }) => name === given.replace(/^#/u, ''));
  const answer = await stage.workspace.asBot('conversations.info', { channel: named?.id ?? given });
  const channel = answer['channel'];
  if (!isRecord(channel)) throw new Refusal('channel_not_found');
  return {
    id: textOf(channel, 'id'),
    isMember: channel['is_member'] === true,
    isArchived: channel['is_archived'] === true,
  };
}

/** A channel that the bot may write to; throws `is_archived` or `not_in_channel`. */
export async function writableChannelOf(args: SlackJson, stage: Stage, key = 'channel'): Promise<Channel> {
  const channel = await channelOf(args, stage, key);
  if (channel.isArchived) throw new Refusal('is_archived');
  if (!channel.isMember && !stage.app.scopes.includes('chat:write.public')) throw new Refusal('not_in_channel');
  return channel;
}

/** The thread that a message goes into: a reply's `ts` means its thread. Throws a `Refusal` for one that is not there. */
export function threadOf(args: SlackJson, stage: Stage, channel: string): SlackJson {
  const ts = textOf(args, 'thread_ts');
  if (ts === '') return {};
  if (!/^\d+\.\d+$/u.test(ts)) throw new Refusal('invalid_thread_ts');
  const root = stage.board.find(channel, ts);
  if (root === undefined) throw new Refusal('thread_not_found');
  return { thread_ts: textOf(root, 'thread_ts') || ts };
}
