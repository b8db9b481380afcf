import { note, type Reply } from '#domain/reply.ts';
import type { Post } from '#state/state.ts';

import { createFakeSlack, type FakeSlack } from './fake-slack.ts';
import { createMemoryPosts, type MemoryPosts } from './memory-posts.ts';
import { createVirtualClock, type VirtualClock } from './virtual-clock.ts';

/** What an outbox is made of here: a virtual clock, a fake Slack, posts in memory. */
export interface BenchParts extends Pick<FakeSlack, 'client' | 'fetch'> {
  readonly posts: MemoryPosts;
  readonly clock: VirtualClock;
  readonly random: () => number;
  readonly warn: (message: string) => void;
}

export interface OutboxBench<O> {
  readonly clock: VirtualClock;
  readonly slack: FakeSlack;
  readonly posts: MemoryPosts;
  readonly outbox: O;
  readonly warnings: readonly string[];
  /** Aborts what `signal` is of: the bot is shut down. */
  readonly stop: AbortController;
  readonly signal: AbortSignal;
  /** A second bot over the same state and the same Slack, as after a restart. */
  restart(): OutboxBench<O>;
}

export function createOutboxBench<O>(make: (parts: BenchParts) => O, ...known: readonly Post[]): OutboxBench<O> {
  const clock = createVirtualClock();
  return assemble(make, { clock, slack: createFakeSlack(clock), posts: createMemoryPosts(...known) });
}

function assemble<O>(
  make: (parts: BenchParts) => O,
  around: Pick<OutboxBench<O>, 'clock' | 'slack' | 'posts'>,
): OutboxBench<O> {
  const { clock, posts, slack } = around;
  const { client, fetch } = slack;
  const warnings: string[] = [];
  const stop = new AbortController();
  const warn = (message: string): void => void warnings.push(message);
  const outbox = make({ client, fetch, posts, clock, random: () => 0.5, warn });
  return { ...around, outbox, warnings, stop, signal: stop.signal, restart: () => assemble(make, around) };
}

const place = { channel: 'C1' };

interface KeptTelling {
  readonly key: string;
  readonly place: typeof place;
  readonly weight: 'passing' | 'last';
  readonly content: { readonly kind: 'kept'; readonly reply: Reply };
}

/** The root of a run, kept up to date. */
export function root(run: string, headline: string, weight: KeptTelling['weight'] = 'passing'): KeptTelling {
  return { key: `${run}/root`, place, weight, content: { kind: 'kept', reply: note(headline) } };
}

type ThreadContent =
  | { readonly kind: 'once'; readonly reply: Reply }
  | { readonly kind: 'file'; readonly name: string; readonly title: string; readonly path: string };

interface ThreadTelling {
  readonly key: string;
  readonly under: string;
  readonly place: typeof place;
  readonly weight: 'last';
  readonly content: ThreadContent;
}

/** A message in the thread of a run. */
export function inThread(run: string, name: string, content?: ThreadContent): ThreadTelling {
  const once: ThreadContent = { kind: 'once', reply: note(`${run} ${name}`) };
  return { key: `${run}/${name}`, under: `${run}/root`, place, weight: 'last', content: content ?? once };
}
