import type { ConversationsHistoryResponse, ConversationsRepliesResponse } from '@slack/web-api';

import type { Answer } from './outbox-calls.ts';
import type { Desk, Entry } from './outbox-entry.ts';
import { postOf } from './outbox-entry.ts';

/** `metadata.event_type` of everything that Teneleven posts. */
export const eventType = 'teneleven_post';

/** Slack may still be at work on what it has not answered; a file is shared some time after the call. */
const looksForPost = 2;
const looksForFile = 3;

type Page = ConversationsHistoryResponse | ConversationsRepliesResponse;
type Message = NonNullable<ConversationsHistoryResponse['messages']>[number] &
  NonNullable<ConversationsRepliesResponse['messages']>[number];

/** `later`: it is too early to say. `unreadable`: Slack does not let us look, so nobody knows. */
export type Found<T> =
  | { readonly kind: 'found'; readonly value: T }
  | { readonly kind: 'absent' | 'unreadable' | 'later' };

// Our clock and Slack's may differ.
const marginS = 300;
const pageSize = 200;
const mostPages = 10;

/** Looks in Slack for a message that may have been posted without our seeing the answer. */
export async function findPost(entry: Entry, desk: Desk): Promise<Found<string>> {
  const replaced = postOf(entry, desk).ts;
  const found = await search(entry, desk, (message) =>
    message.ts !== undefined && message.ts !== replaced && isOurs(message, entry) ? message.ts : undefined,
  );
  return patiently(entry, found, looksForPost);
}

/** The same for a file, by its name in the thread: a file carries no metadata. */
export async function findFile(entry: Entry, name: string, desk: Desk): Promise<Found<string>> {
  const found = await search(entry, desk, (message) => {
    const file = message.files?.find((candidate) => candidate.name === name);
    return file === undefined ? undefined : (file.permalink ?? '');
  });
  return patiently(entry, found, looksForFile);
}

function patiently(entry: Entry, found: Found<string>, looks: number): Found<string> {
  if (found.kind !== 'absent') return found;
  entry.looks += 1;
  return entry.looks < looks ? { kind: 'later' } : found;
}

function isOurs(message: Message, entry: Entry): boolean {
  if (message.metadata?.event_type === eventType) {
    const payload: unknown = message.metadata.event_payload;
    return typeof payload === 'object' && payload !== null && 'key' in payload && payload.key === entry.key;
  }
  // Metadata can be withheld from us; a message of a bot with the very text that we sent is ours as well.
  return message.metadata === undefined && message.bot_id !== undefined && message.text === entry.doubtfulText;
}

async function search<T>(entry: Entry, desk: Desk, match: (message: Message) => T | undefined): Promise<Found<T>> {
  let cursor: string | undefined;
  for (let page = 0; page < mostPages; page += 1) {
    const answer = await readPage(entry, desk, cursor);
    if (!answer.ok) {
      const { kind } = answer.failure;
      return { kind: kind === 'wait' || kind === 'retry' ? 'later' : 'unreadable' };
    }
    for (const message of answer.value.messages ?? []) {
      const value = match(message);
      if (value !== undefined) return { kind: 'found', value };
    }
    cursor = answer.value.response_metadata?.next_cursor;
    if (cursor === undefined || cursor === '') break;
  }
  return { kind: 'absent' };
}

function readPage(entry: Entry, desk: Desk, cursor: string | undefined): Promise<Answer<Page>> {
  const { channel, thread, at } = postOf(entry, desk);
  const oldest = String(Math.max(0, Math.floor(Date.parse(at) / 1_000) - marginS));
  const wish = { channel, oldest, limit: pageSize, include_all_metadata: true, ...(cursor ? { cursor } : {}) };
  const { signal } = entry.abandon;
  if (thread === undefined) {
    return desk.calls.make('conversations.history', () => desk.client.conversations.history(wish), signal);
  }
  const replies = (): Promise<Page> => desk.client.conversations.replies({ ...wish, ts: thread });
  return desk.calls.make('conversations.replies', replies, signal);
}
