import type { Reply } from '#domain/reply.ts';

import type { SlackMessage } from './blocks.ts';
import type { Failure } from './errors.ts';
import {
  giveUp,
  postOf,
  remember,
  settle,
  shown,
  timestamp,
  type Desk,
  type Entry,
  type Step,
} from './outbox-entry.ts';
import { eventType } from './outbox-find.ts';
import { contentHash, formOf } from './outbox-forms.ts';
import { giveUpRefused, makePlainer, stepOf } from './outbox-post.ts';

/** Between two edits of one message. A last one need not wait after the post itself. */
const editGapMs = 3_000;

/** One try to bring a message that Slack shows up to its latest content. */
export async function tryEdit(entry: Entry, desk: Desk): Promise<Step> {
  const before = keptReply(entry);
  if (before === undefined || contentHash(before) === entry.post?.shown) return isShown(entry);
  await desk.budget.turn(wishOf(entry, desk), entry.abandon.signal);
  if (entry.abandon.signal.aborted) return 'on';
  // Newer content may have come while it waited.
  const reply = keptReply(entry) ?? before;
  const message = formOf(reply, stepOf(entry));
  if (message === undefined) return giveUpRefused(entry, desk);
  const { version } = entry;
  const hash = contentHash(reply);
  entry.sending = version;
  entry.lastEditAt = desk.clock.now();
  const answer = await desk.calls.make('chat.update', () => send(entry, message, desk), entry.abandon.signal);
  entry.sending = 0;
  if (!answer.ok) return react(entry, { failure: answer.failure, version }, desk);
  await remember(entry, { ...postOf(entry, desk), shown: hash }, desk);
  settle(entry, version, shown(entry));
  return 'on';
}

function isShown(entry: Entry): Step {
  settle(entry, entry.version, shown(entry));
  return 'on';
}

function keptReply(entry: Entry): Reply | undefined {
  const content = entry.latest?.content;
  return content?.kind === 'kept' ? content.reply : undefined;
}

function wishOf(entry: Entry, desk: Desk): Parameters<Desk['budget']['turn']>[0] {
  const isLast = (): boolean => entry.latest?.weight === 'last';
  return {
    isLast,
    notBefore: () =>
      Math.max(
        entry.lastEditAt + editGapMs,
        isLast() ? 0 : entry.lastPostAt + editGapMs,
        desk.calls.pausedUntil('chat.update'),
      ),
  };
}

function send(entry: Entry, message: SlackMessage, desk: Desk): Promise<unknown> {
  const { channel, ts = '' } = postOf(entry, desk);
  return desk.client.chat.update({
    channel,
    ts,
    text: message.text,
    // Empty, not absent: without blocks the message must lose those that it has.
    blocks: message.blocks,
    metadata: { event_type: eventType, event_payload: { key: entry.key } },
  });
}

async function react(
  entry: Entry,
  seen: { readonly failure: Failure; readonly version: number },
  desk: Desk,
): Promise<Step> {
  const { failure } = seen;
  switch (failure.kind) {
    case 'wait':
      return 'on';
    case 'retry':
      return 'again';
    case 'stop':
      await giveUp(entry, failure.code, desk);
      return 'on';
    case 'repost':
      // The old `ts` stays in the record, so that a search does not take the old message for the new one.
      await remember(entry, { ...postOf(entry, desk), state: 'sending', shown: undefined, at: timestamp(desk) }, desk);
      return 'on';
    case 'refused':
      entry.reason = failure.code;
      makePlainer(entry, seen.version);
      return 'on';
  }
}
