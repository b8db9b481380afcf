import type { PageAnswer, PostInput, SlackJson } from '../contract.ts';
import { sendEvent } from '../events.ts';
import { recordOf, textOf } from '../json.ts';
import { postAsPerson } from '../messages.ts';
import { threadOf } from '../methods/method.ts';
import { bot, team } from '../seed.ts';
import type { Stage } from '../stage.ts';
import { assertMember } from './member.ts';
import { toSlackText } from './person-text.ts';
import { slackbot } from './slash.ts';

/** A person posts a message; a mention of the bot becomes an `app_mention`. */
export async function post(stage: Stage, input: PostInput): Promise<PageAnswer> {
  assertMember(stage, input);
  const text = toSlackText(input.text, stage.workspace);
  const message = await postAsPerson(stage, input.user, {
    channel: input.channel,
    text,
    ...threadOf({ thread_ts: input.thread }, stage, input.channel),
  });
  const { channel } = await stage.workspace.asBot('conversations.info', { channel: input.channel });
  const isMentioned = text.includes(`<@${bot.userId}>`);
  if (recordOf(channel)['is_member'] !== true) {
    if (isMentioned) await slackbot(stage, input, `<@${bot.userId}> is not in this channel. Type /invite @${bot.name}`);
    return { ok: true };
  }
  const event = eventFields(message, input.channel);
  const acks = await Promise.all([
    ...(isMentioned ? [sendEvent(stage, { ...event, type: 'app_mention' })] : []),
    sendEvent(stage, { ...event, type: 'message', channel_type: 'channel' }),
  ]);
  const failed = acks.find((ack) => !ack.acked);
  return failed === undefined ? { ok: true } : { ok: false, error: failed.reason };
}

function eventFields(message: SlackJson, channel: string): SlackJson {
  const ts = textOf(message, 'ts');
  const thread = message['thread_ts'] === undefined ? {} : { thread_ts: message['thread_ts'] };
  return { user: message['user'], text: message['text'], ts, ...thread, team: team.id, channel, event_ts: ts };
}
