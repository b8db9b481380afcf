import { withIds } from './block-ids.ts';
import type { SlackJson } from './contract.ts';
import { recordOf, recordsOf, textOf } from './json.ts';
import { bot, team } from './seed.ts';
import type { Stage } from './stage.ts';

/** What a message says: `text`, `blocks`, `attachments`, `metadata`, `thread_ts`, `reply_broadcast`. */
export type Content = SlackJson;

/** Posts as the bot and shows it; the answer is the message as Slack would return it. */
export async function postAsBot(stage: Stage, channel: string, content: Content): Promise<SlackJson> {
  const blocks = content['blocks'] === undefined ? {} : { blocks: withIds(content['blocks']) };
  const args = { ...content, ...blocks, channel, bot_id: bot.botId, app_id: bot.appId };
  return stage.workspace.inOrder(async () => show(stage, await stage.workspace.asBot('chat.postMessage', args)));
}

/** Posts as a person and shows it. */
export async function postAsPerson(stage: Stage, user: string, content: Content): Promise<SlackJson> {
  return stage.workspace.inOrder(async () =>
    show(stage, await stage.workspace.asUser(user, 'chat.postMessage', content)),
  );
}

/** Edits a message of the bot and shows it. */
export async function editAsBot(
  stage: Stage,
  place: { channel: string; ts: string },
  content: Content,
): Promise<SlackJson> {
  const blocks = content['blocks'] === undefined ? {} : { blocks: withIds(content['blocks']) };
  return stage.workspace.inOrder(async () =>
    show(stage, await stage.workspace.asBot('chat.update', { ...content, ...blocks, ...place })),
  );
}

export async function deleteAsBot(stage: Stage, channel: string, ts: string): Promise<void> {
  await stage.workspace.inOrder(async () => {
    const threadTs = textOf(stage.board.find(channel, ts) ?? {}, 'thread_ts');
    await stage.workspace.asBot('chat.delete', { channel, ts });
    stage.board.remove(channel, ts);
    if (threadTs !== '') showThread(stage, channel, threadTs);
  });
}

/** Shows a message to one person; resolves with its `ts`. */
export async function whisper(stage: Stage, to: { channel: string; user: string }, content: Content): Promise<string> {
  const answer = await stage.workspace.asBot('chat.postEphemeral', { ...to, text: '-' });
  const ts = textOf(answer, 'message_ts');
  showWhisper(stage, { ...to, ts }, content);
  return ts;
}

export function showWhisper(
  stage: Stage,
  to: { readonly channel: string; readonly user: string; readonly ts: string },
  content: Content,
): void {
  const message = {
    ...dress(stage, { type: 'message', ...content, ts: to.ts, user: bot.userId, bot_id: bot.botId }),
    ...(content['user'] === undefined ? {} : { user: content['user'], bot_id: undefined, bot_profile: undefined }),
    ...(content['blocks'] === undefined ? {} : { blocks: withIds(content['blocks']) }),
    is_ephemeral: true,
  };
  stage.board.whisper(to.channel, to.user, message);
}

/** Fetches a message anew and shows it: for changes whose answer does not hold the message. */
export async function showAgain(stage: Stage, channel: string, ts: string): Promise<void> {
  const { messages } = await stage.workspace.asBot('conversations.replies', { channel, ts });
  const message = recordsOf(messages).find((candidate) => candidate['ts'] === ts);
  if (message !== undefined) show(stage, { channel, message });
}

/** Shows the message of an answer, and its thread's root anew when it is a reply. */
function show(stage: Stage, answer: SlackJson): SlackJson {
  const channel = textOf(answer, 'channel');
  const raw = recordOf(answer['message']);
  const ts = textOf(raw, 'ts');
  const isNew = stage.board.find(channel, ts) === undefined;
  const message = { ...dress(stage, raw), ...threadFields(stage, channel, ts) };
  stage.board.put(channel, message);
  const threadTs = textOf(raw, 'thread_ts');
  if (isNew && threadTs !== '') showThread(stage, channel, threadTs);
  return message;
}

function showThread(stage: Stage, channel: string, ts: string): void {
  const root = stage.board.find(channel, ts);
  if (root !== undefined) stage.board.put(channel, { ...root, ...threadFields(stage, channel, ts) });
}

function threadFields(stage: Stage, channel: string, ts: string): SlackJson {
  const replies = stage.board.repliesTo(channel, ts);
  if (replies.length === 0) return {};
  const users = [...new Set(replies.map((reply) => textOf(reply, 'user')))];
  return {
    thread_ts: ts,
    reply_count: replies.length,
    reply_users: users,
    reply_users_count: users.length,
    latest_reply: replies.map((reply) => textOf(reply, 'ts')).reduce((last, next) => (next > last ? next : last)),
  };
}

/** A message of the state, in the form in which Slack returns and shows it. */
export function dress(stage: Stage, message: SlackJson): SlackJson {
  const { unfurl_links: _links, unfurl_media: _media, mrkdwn: _mrkdwn, parse: _parse, ...rest } = message;
  const isBot = message['user'] === bot.userId;
  return {
    ...rest,
    team: team.id,
    ...(isBot ? { bot_id: bot.botId, app_id: bot.appId, bot_profile: botProfile } : {}),
    ...(message['files'] === undefined
      ? {}
      : { files: recordsOf(message['files']).map((file) => dressFile(stage, file)) }),
  };
}

const botProfile = { id: bot.botId, app_id: bot.appId, name: bot.realName, deleted: false, team_id: team.id };

/** Where a file of the state can be downloaded, and its true size. */
export function dressFile(stage: Stage, file: SlackJson): SlackJson {
  const { shares: _shares, ...rest } = file;
  const url = `${stage.origin}/page/files/${textOf(file, 'id')}`;
  const body = stage.shelf.get(textOf(file, 'id'))?.body;
  return { ...rest, url_private: url, url_private_download: url, permalink: url, size: body?.byteLength ?? 0 };
}
