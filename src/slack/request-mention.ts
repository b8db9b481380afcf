import { z } from 'zod';

import { toWords } from '#chat/words.ts';
import type { Request } from '#state/state.ts';

import { plainText } from './request-text.ts';

const mentionEvent = z.object({
  event_id: z.string().min(1).max(200),
  team_id: z.string().max(64).optional(),
  /** The first is the bot itself, as installed in the workspace. */
  authorizations: z.array(z.object({ user_id: z.string().max(64).nullish() })).optional(),
  event: z.object({
    user: z.string().min(1).max(64).optional(),
    bot_id: z.string().optional(),
    edited: z.unknown().optional(),
    user_team: z.string().max(64).optional(),
    team: z.string().max(64).optional(),
    text: z.string().default(''),
    channel: z.string().min(1).max(64),
    ts: z.string().min(1).max(64),
    thread_ts: z.string().min(1).max(64).optional(),
  }),
});

export interface MentionHeard {
  readonly channel: string;
  readonly user: string;
  /** The thread that the mention was written in; absent when it opens its own. */
  readonly thread: string | undefined;
  /** Throws `OperatorError` for a text that cannot be words. */
  readonly read: () => Request;
}

/** Reads a mention; undefined for those of bots and for edits, which are nobody's request. */
export function readMention(body: unknown, receivedAt: string): MentionHeard | undefined {
  const { event, event_id: eventId, team_id: teamId, authorizations } = mentionEvent.parse(body);
  const botUserId = authorizations?.[0]?.user_id ?? undefined;
  const { user } = event;
  if (user === undefined || event.bot_id !== undefined || event.edited !== undefined) return undefined;
  return {
    channel: event.channel,
    user,
    thread: event.thread_ts,
    read: () => ({
      id: `mention:${eventId}`,
      via: 'mention',
      words: toWords(plainText(afterMention(event.text, botUserId))),
      actor: { id: user, name: user, via: 'slack' },
      team: event.user_team ?? event.team ?? teamId,
      place: { channel: event.channel, thread: event.thread_ts ?? event.ts },
      ...(event.thread_ts === undefined ? { opensThread: true } : {}),
      receivedAt,
    }),
  };
}

/** What follows the first mention of the bot, or of anybody where it is not known who the bot is. */
function afterMention(text: string, botUserId: string | undefined): string {
  const mentions = text.matchAll(/<@(?<id>[UW][A-Z0-9]+)(?:\|[^<>]*)?>[:,]?/gu);
  const ours = mentions.find(({ groups }) => botUserId === undefined || groups?.['id'] === botUserId);
  return ours === undefined ? text : text.slice(ours.index + ours[0].length);
}
