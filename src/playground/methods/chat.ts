import { textOf } from '../json.ts';
import { deleteAsBot, editAsBot, postAsBot, whisper } from '../messages.ts';
import { Refusal } from '../refusal.ts';
import type { SlackJson } from '../contract.ts';
import type { Stage } from '../stage.ts';
import { assertContent, assertUpdate } from '../validate-message.ts';
import { channelOf, required, threadOf, tiers, writableChannelOf, type Method } from './method.ts';

const contentKeys = ['text', 'blocks', 'attachments', 'metadata', 'thread_ts', 'reply_broadcast'] as const;

function contentOf(args: SlackJson): SlackJson {
  return Object.fromEntries(contentKeys.filter((key) => args[key] !== undefined).map((key) => [key, args[key]]));
}

async function postMessage(args: SlackJson, stage: Stage): Promise<SlackJson> {
  const channel = await writableChannelOf(await directly(args, stage), stage);
  assertContent(args);
  const message = await postAsBot(stage, channel.id, { ...contentOf(args), ...threadOf(args, stage, channel.id) });
  return { channel: channel.id, ts: message['ts'], message };
}

/** A user id in place of a channel means the conversation with that person. */
async function directly(args: SlackJson, stage: Stage): Promise<SlackJson> {
  const user = stage.workspace.users.find(({ id }) => id === args['channel']);
  if (user === undefined) return args;
  const opened = await stage.workspace.asBot('conversations.open', { users: user.id, return_im: true });
  const channel = opened['channel'];
  return { ...args, channel: typeof channel === 'object' && channel !== null && 'id' in channel ? channel.id : '' };
}

async function update(args: SlackJson, stage: Stage): Promise<SlackJson> {
  const channel = await channelOf(args, stage);
  const ts = required(args, 'ts');
  assertUpdate(args);
  const message = await editAsBot(stage, { channel: channel.id, ts }, contentOf(args));
  return { channel: channel.id, ts, text: message['text'], message };
}

async function remove(args: SlackJson, stage: Stage): Promise<SlackJson> {
  const channel = await channelOf(args, stage);
  const ts = required(args, 'ts');
  await deleteAsBot(stage, channel.id, ts);
  return { channel: channel.id, ts };
}

async function postEphemeral(args: SlackJson, stage: Stage): Promise<SlackJson> {
  const channel = await writableChannelOf(args, stage);
  const user = required(args, 'user');
  assertContent(args);
  return { message_ts: await whisper(stage, { channel: channel.id, user }, contentOf(args)) };
}

async function getPermalink(args: SlackJson, stage: Stage): Promise<SlackJson> {
  const channel = await channelOf(args, stage);
  const ts = required(args, 'message_ts');
  const message = stage.board.find(channel.id, ts);
  if (message === undefined) throw new Refusal('message_not_found');
  const thread = textOf(message, 'thread_ts');
  const inThread = thread === '' || thread === ts ? '' : `?thread_ts=${thread}&cid=${channel.id}`;
  const permalink = `${stage.origin}/archives/${channel.id}/p${ts.replace('.', '')}${inThread}`;
  return { channel: channel.id, permalink };
}

/** Posting is about one a second in a channel, with short bursts. */
const postRate = { calls: 20, withinMs: 20_000, per: 'channel' } as const;

export const chatMethods: Readonly<Record<string, Method>> = {
  'chat.postMessage': { scopes: ['chat:write'], rate: postRate, run: postMessage },
  'chat.postEphemeral': { scopes: ['chat:write'], rate: tiers.tier4, run: postEphemeral },
  'chat.update': { scopes: ['chat:write'], rate: tiers.tier3, run: update },
  'chat.delete': { scopes: ['chat:write'], rate: tiers.tier3, run: remove },
  'chat.getPermalink': { scopes: [], rate: tiers.special, run: getPermalink },
};
