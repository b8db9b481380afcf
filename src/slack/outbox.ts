import type { Teller } from '#announce/telling.ts';
import type { PostStore } from '#state/state.ts';
import type { FetchFunction, WebClient } from '@slack/web-api';

import { createEditBudget } from './budget.ts';
import { systemClock, type Clock } from './clock.ts';
import { tryUpload } from './files.ts';
import { createCalls } from './outbox-calls.ts';
import { tryEdit } from './outbox-edit.ts';
import { createEntries } from './outbox-entries.ts';
import {
  giveUp,
  isSettled,
  lineOf,
  renew,
  revived,
  settle,
  shown,
  timestamp,
  type Desk,
  type Entry,
  type Step,
} from './outbox-entry.ts';
import { makePlainer, tryPost } from './outbox-post.ts';

export interface OutboxOptions {
  /** Without retries of its own, with a time-out, rejecting rate-limited calls: see `createClient`. */
  readonly client: WebClient;
  readonly posts: PostStore;
  readonly clock?: Clock | undefined;
  /** 0 ≤ x < 1, for the jitter of retries. */
  readonly random?: (() => number) | undefined;
  /** Uploads the bytes of files to the address that Slack names. */
  readonly fetch?: FetchFunction | undefined;
  /** One sentence on what went wrong and was borne. */
  readonly warn?: ((message: string) => void) | undefined;
}

export interface Outbox extends Teller {
  /** Resolves when nothing is being sent; soon after the signals of all tellings were aborted. */
  idle(): Promise<void>;
  /** Slack is in reach again: what waits for its next try is tried now. */
  wake(): void;
  /** Slack's code while it shuts out the app, so that nothing can be told: undefined when all is well. */
  barredBy(): string | undefined;
}

const longestPauseMs = 60_000;

/** Keeps messages in Slack as they were told, through rate limits, failures and restarts: each once, in order, the last content always. */
export function createOutbox(options: OutboxOptions): Outbox {
  const { client, posts, clock = systemClock, random = Math.random, warn = () => {} } = options;
  const calls = createCalls(clock, warn);
  const budget = createEditBudget(clock);
  const since = timestamp({ clock });
  const desk: Desk = { client, posts, clock, calls, budget, fetch: options.fetch ?? fetch, warn, since };
  const entries = createEntries(clock);

  function start(entry: Entry): void {
    entry.work ??= work(entry, desk, random).finally(() => {
      entry.work = undefined;
      if (entry.waiters.length > 0 && !entry.abandon.signal.aborted) return start(entry);
      settle(entry, entry.version, { told: false, gone: false, reason: 'stopped' });
    });
  }

  return {
    tell(telling, signal) {
      const entry = entries.of(telling.key, telling.under);
      entries.follow(entry, signal);
      const told = renew(entry, telling);
      budget.recheck();
      if (entry.root !== undefined) start(entry.root);
      start(entry);
      return told;
    },
    async idle() {
      await Promise.all(entries.all().map((entry) => entry.work ?? Promise.resolve()));
    },
    wake() {
      for (const entry of entries.all()) entry.nap?.abort();
    },
    barredBy: () => calls.barredBy(),
  };
}

/** Works until everybody who waits for this entry has an answer. */
async function work(entry: Entry, desk: Desk, random: () => number): Promise<void> {
  await load(entry, desk);
  let tries = 0;
  while (entry.waiters.length > 0 && !entry.abandon.signal.aborted) {
    const next = await advance(entry, desk).catch((error: unknown) => bear(entry, error, desk));
    tries = next === 'again' ? tries + 1 : 0;
    if (next === 'again' && (await nap(entry, pauseMs(tries, random()), desk)) === 'woken') tries = 0;
  }
}

async function nap(entry: Entry, ms: number, desk: Desk): Promise<'over' | 'woken'> {
  const { signal } = (entry.nap = new AbortController());
  await desk.clock.sleep(ms, AbortSignal.any([signal, entry.abandon.signal]));
  entry.nap = undefined;
  return signal.aborted ? 'woken' : 'over';
}

/** 1 s, 2 s, 4 s … 60 s, each shortened by up to half so that many do not come back at once. */
function pauseMs(tries: number, chance: number): number {
  return Math.min(longestPauseMs, 1_000 * 2 ** Math.min(tries - 1, 10)) * (0.5 + chance / 2);
}

/** A fault of ours in one message must not silence the others: a plainer form of it may pass. */
function bear(entry: Entry, error: unknown, desk: Desk): Step {
  entry.sending = 0;
  entry.reason = 'internal';
  makePlainer(entry, entry.version);
  desk.warn(`A fault while telling ${entry.key}: ${lineOf(error)}`);
  return 'again';
}

/** Without the record nobody knows whether it was posted: it is read before anything is sent. */
async function load(entry: Entry, desk: Desk): Promise<void> {
  const { signal } = entry.abandon;
  while (entry.post === undefined && !signal.aborted) {
    try {
      entry.post = revived(await desk.posts.get(entry.key), desk);
      break;
    } catch (error) {
      desk.warn(`Could not read the post ${entry.key}: ${lineOf(error)}`);
      await desk.clock.sleep(pauseMs(3, 1), signal);
    }
  }
  // Begun by a process that died before it saw the answer.
  entry.isDoubtful = entry.post?.state === 'sending';
  if (isSettled(entry)) entry.exists.resolve();
}

async function advance(entry: Entry, desk: Desk): Promise<Step> {
  const content = entry.latest?.content;
  if (content === undefined) return 'on';
  if (entry.post?.state === 'given-up') {
    settle(entry, entry.version, { told: false, gone: true, reason: entry.reason ?? 'given-up' });
    return 'on';
  }
  if (entry.post?.state === 'sent') {
    if (content.kind === 'kept') return tryEdit(entry, desk);
    settle(entry, entry.version, shown(entry));
    return 'on';
  }
  await untilItsTurn(entry);
  if (entry.abandon.signal.aborted) return 'on';
  if (entry.root?.post?.state === 'given-up') {
    await giveUp(entry, entry.root.reason ?? 'given-up', desk);
    return 'on';
  }
  return content.kind === 'file' ? tryUpload(entry, content, desk) : tryPost(entry, desk);
}

async function untilItsTurn(entry: Entry): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  entry.abandon.signal.addEventListener('abort', () => resolve(), { once: true });
  await Promise.race([entry.before, promise]);
}
