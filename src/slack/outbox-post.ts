import type { Reply } from '#domain/reply.ts';
import type { ChatGetPermalinkResponse, ChatPostMessageResponse } from '@slack/web-api';

import type { SlackMessage } from './blocks.ts';
import type { Failure } from './errors.ts';
import {
  giveUp,
  placeOf,
  postOf,
  remember,
  settle,
  shown,
  timestamp,
  type Desk,
  type Entry,
  type Step,
} from './outbox-entry.ts';
import { eventType, findPost } from './outbox-find.ts';
import { contentHash, formOf } from './outbox-forms.ts';

const mostTriesWithoutThread = 5;
const lostThread = new Set(['thread_not_found', 'invalid_thread_ts', 'cannot_reply_to_message']);

/** One try to post a message that Slack is not known to show. */
export async function tryPost(entry: Entry, desk: Desk): Promise<Step> {
  if (entry.isDoubtful) {
    const step = await reconcile(entry, desk);
    if (step !== undefined) return step;
  }
  await desk.calls.postTurn(placeOf(entry).channel, entry.abandon.signal);
  const reply = replyOf(entry);
  if (reply === undefined || entry.abandon.signal.aborted) return 'on';
  const { version } = entry;
  const message = formOf(reply, stepOf(entry));
  if (message === undefined) return giveUpRefused(entry, desk);
  const hash = contentHash(reply);
  entry.sending = version;
  await begin(entry, desk);
  const answer = await desk.calls.make('chat.postMessage', () => send(entry, message, desk), entry.abandon.signal);
  entry.sending = 0;
  if (!answer.ok) return react(entry, { failure: answer.failure, version, text: message.text }, desk);
  await confirm(entry, { response: answer.value, shown: hash }, desk);
  if (entry.latest?.content.kind === 'kept') await learnPermalink(entry, desk);
  settle(entry, version, shown(entry));
  return 'on';
}

/** So that people can be pointed at it. Worth one try, no more. */
async function learnPermalink(entry: Entry, desk: Desk): Promise<void> {
  const post = postOf(entry, desk);
  const wish = { channel: post.channel, message_ts: post.ts ?? '' };
  if (desk.calls.pausedUntil('chat.getPermalink') > desk.clock.now()) return;
  const ask = (): Promise<ChatGetPermalinkResponse> => desk.client.chat.getPermalink(wish);
  const answer = await desk.calls.make('chat.getPermalink', ask, entry.abandon.signal);
  if (answer.ok) await remember(entry, { ...post, permalink: answer.value.permalink }, desk);
}

function replyOf(entry: Entry): Reply | undefined {
  const content = entry.latest?.content;
  return content === undefined || content.kind === 'file' ? undefined : content.reply;
}

/** How plain this version has to be. */
export function stepOf(entry: Entry): number {
  return entry.plainness.version === entry.version ? entry.plainness.step : 0;
}

/** Slack refused this version: the next try is plainer. */
export function makePlainer(entry: Entry, version: number): void {
  const step = entry.plainness.version === version ? entry.plainness.step : 0;
  entry.plainness = { version, step: step + 1 };
}

export async function giveUpRefused(entry: Entry, desk: Desk): Promise<Step> {
  await giveUp(entry, entry.reason ?? 'invalid_blocks', desk);
  return 'on';
}

/** Undefined: Slack does not show it, it has to be posted. */
async function reconcile(entry: Entry, desk: Desk): Promise<Step | undefined> {
  const found = await findPost(entry, desk);
  if (found.kind === 'later') return 'again';
  entry.isDoubtful = false;
  if (found.kind === 'found') {
    await remember(entry, { ...postOf(entry, desk), state: 'sent', ts: found.value, shown: undefined }, desk);
    entry.exists.resolve();
    return 'on';
  }
  // A result told twice is a nuisance, one that is never told is a failure.
  if (found.kind === 'unreadable') desk.warn(`Cannot look for ${entry.key} in Slack: it is posted again`);
  return undefined;
}

/** Written down before it is sent. A message that this one replaces is known by its `ts`. */
async function begin(entry: Entry, desk: Desk): Promise<void> {
  const replaced = entry.post?.ts === undefined ? {} : { ts: entry.post.ts };
  await remember(
    entry,
    { key: entry.key, ...placeOf(entry), ...replaced, state: 'sending', at: timestamp(desk) },
    desk,
  );
}

function send(entry: Entry, message: SlackMessage, desk: Desk): Promise<ChatPostMessageResponse> {
  const { channel, thread } = placeOf(entry);
  const post = {
    channel,
    text: message.text,
    ...(message.blocks.length === 0 ? {} : { blocks: message.blocks }),
    ...(thread === undefined ? {} : { thread_ts: thread }),
    unfurl_links: false,
    unfurl_media: false,
    metadata: { event_type: eventType, event_payload: { key: entry.key } },
  };
  return desk.client.chat.postMessage(post);
}

async function confirm(
  entry: Entry,
  seen: { readonly response: ChatPostMessageResponse; readonly shown: string },
  desk: Desk,
): Promise<void> {
  const { channel, thread } = placeOf(entry);
  const { response } = seen;
  entry.isDoubtful = false;
  entry.lastPostAt = desk.clock.now();
  await remember(
    entry,
    // The answer names the channel by its id, also where it was asked for by name: edits need the id.
    {
      key: entry.key,
      channel: response.channel ?? channel,
      ...(thread === undefined ? {} : { thread }),
      state: 'sent',
      ts: response.ts,
      shown: seen.shown,
      at: timestamp(desk),
    },
    desk,
  );
  entry.exists.resolve();
}

async function react(
  entry: Entry,
  seen: { readonly failure: Failure; readonly version: number; readonly text: string },
  desk: Desk,
): Promise<Step> {
  const { failure } = seen;
  if (failure.kind === 'wait') return 'on';
  if (failure.kind === 'retry') {
    if (failure.isDoubtful) Object.assign(entry, { isDoubtful: true, looks: 0, doubtfulText: seen.text });
    return 'again';
  }
  entry.reason = failure.code;
  if (lostThread.has(failure.code)) return withoutThread(entry, desk);
  if (failure.kind === 'stop') {
    await giveUp(entry, failure.code, desk);
    return 'on';
  }
  makePlainer(entry, seen.version);
  return 'on';
}

/** The root of its thread was deleted: it may be posted anew meanwhile. The thread of a person will not: then the channel. */
async function withoutThread(entry: Entry, desk: Desk): Promise<Step> {
  if (entry.root === undefined && !entry.isThreadLost) {
    entry.isThreadLost = true;
    entry.post = undefined;
    return 'on';
  }
  entry.triesWithoutThread += 1;
  if (entry.triesWithoutThread < mostTriesWithoutThread) return 'again';
  await giveUp(entry, entry.reason ?? 'thread_not_found', desk);
  return 'on';
}
