import type { Telling, Told } from '#announce/telling.ts';
import type { Post, PostStore } from '#state/state.ts';
import type { FetchFunction, WebClient } from '@slack/web-api';

import type { EditBudget } from './budget.ts';
import type { Clock } from './clock.ts';
import type { Calls } from './outbox-calls.ts';

/** What the steps of the outbox work with. */
export interface Desk {
  readonly client: WebClient;
  readonly posts: PostStore;
  readonly clock: Clock;
  readonly calls: Calls;
  readonly budget: EditBudget;
  readonly fetch: FetchFunction;
  readonly warn: (message: string) => void;
  /** When this outbox was made. */
  readonly since: string;
}

/** What a step leaves to do: `again` after a pause that grows, `on` at once (also when all is done). */
export type Step = 'again' | 'on';

/** One message on its way to Slack, and what is known about it. */
export interface Entry {
  readonly key: string;
  /** The entry in whose thread it belongs. */
  readonly root?: Entry | undefined;
  /** Undefined while only messages in its thread were told. */
  latest?: Telling | undefined;
  /** Counts the tellings: a later one is newer content. */
  version: number;
  /** The version that is being sent; 0 when none is. */
  sending: number;
  waiters: Waiter[];
  post?: Post | undefined;
  /** Slack may show it although no answer was seen. */
  isDoubtful: boolean;
  /** How often a doubtful post was looked for in vain. */
  looks: number;
  /** The text that a doubtful post was sent with. */
  doubtfulText?: string | undefined;
  /** How plain the content has to be for Slack to take this version. */
  plainness: { readonly version: number; readonly step: number };
  reason?: string | undefined;
  triesWithoutThread: number;
  /** The thread that it was asked for in is gone: told in the channel. */
  isThreadLost: boolean;
  lastEditAt: number;
  lastPostAt: number;
  /** Resolves when it is in Slack, or never will be. */
  readonly exists: PromiseWithResolvers<void>;
  /** Resolves when everything told before it in its thread exists. */
  before: Promise<unknown>;
  /** Aborted when one of its callers' signals is. */
  readonly abandon: AbortController;
  readonly signals: Set<AbortSignal>;
  work?: Promise<void> | undefined;
  /** Ends the pause before the next try. */
  nap?: AbortController | undefined;
}

interface Waiter {
  version: number;
  readonly promise: Promise<Told>;
  readonly resolve: (told: Told) => void;
}

export function newEntry(key: string, root?: Entry): Entry {
  return {
    key,
    root,
    version: 0,
    sending: 0,
    waiters: [],
    isDoubtful: false,
    looks: 0,
    plainness: { version: 0, step: 0 },
    triesWithoutThread: 0,
    isThreadLost: false,
    lastEditAt: Number.NEGATIVE_INFINITY,
    lastPostAt: Number.NEGATIVE_INFINITY,
    exists: Promise.withResolvers<void>(),
    before: Promise.resolve(),
    abandon: new AbortController(),
    signals: new Set(),
  };
}

export function isSettled(entry: Entry): boolean {
  return entry.post !== undefined && entry.post.state !== 'sending';
}

/** Takes newer content. However often it is replaced before it is sent, one promise stands for all of it. */
export function renew(entry: Entry, telling: Telling): Promise<Told> {
  entry.latest = telling;
  entry.version += 1;
  const last = entry.waiters.at(-1);
  if (last !== undefined && last.version > entry.sending) {
    last.version = entry.version;
    return last.promise;
  }
  const { promise, resolve } = Promise.withResolvers<Told>();
  entry.waiters.push({ version: entry.version, promise, resolve });
  return promise;
}

/** Answers everybody who waits for this version or an older one. */
export function settle(entry: Entry, version: number, told: Told): void {
  const done = entry.waiters.filter((waiter) => waiter.version <= version);
  entry.waiters = entry.waiters.filter((waiter) => waiter.version > version);
  for (const waiter of done) waiter.resolve(told);
}

export function shown(entry: Entry): Told {
  const permalink = entry.post?.permalink;
  return permalink === undefined ? { told: true } : { told: true, permalink };
}

/** It can never be told. */
export async function giveUp(entry: Entry, reason: string, desk: Desk): Promise<void> {
  entry.reason = reason;
  entry.isDoubtful = false;
  desk.warn(`Gave up telling ${entry.key}: ${reason}`);
  await remember(entry, { ...postOf(entry, desk), state: 'given-up', at: timestamp(desk) }, desk);
  entry.exists.resolve();
  settle(entry, entry.version, { told: false, gone: true, reason });
}

/** What an earlier process gave up is tried once more: the bot may have been let in again since. */
export function revived(post: Post | undefined, desk: Desk): Post | undefined {
  if (post?.state !== 'given-up' || post.at >= desk.since) return post;
  return post.ts === undefined ? undefined : { ...post, state: 'sent', shown: undefined };
}

/** Writes it down. State that cannot be written must not keep a result from being told: it is then only warned of. */
export async function remember(entry: Entry, post: Post, desk: Desk): Promise<void> {
  entry.post = post;
  try {
    await desk.posts.save(post);
  } catch (error) {
    desk.warn(`Could not write down the post ${post.key}: ${lineOf(error)}`);
  }
}

/** The record of a post as it stands, or the one to begin with. */
export function postOf(entry: Entry, desk: Desk): Post {
  return entry.post ?? { key: entry.key, ...placeOf(entry), state: 'sending', at: timestamp(desk) };
}

/** Where it belongs: the thread that was asked for, or that of its root. */
export function placeOf(entry: Entry): { readonly channel: string; readonly thread?: string | undefined } {
  const asked = entry.latest?.place ?? { channel: '' };
  const root = entry.root?.post;
  if (root !== undefined) return { channel: root.channel, thread: root.thread ?? root.ts };
  return entry.isThreadLost ? { channel: asked.channel } : asked;
}

export function lineOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

export function timestamp(desk: Pick<Desk, 'clock'>): string {
  return new Date(desk.clock.now()).toISOString();
}
