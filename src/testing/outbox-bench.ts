import type { Telling, TellingContent } from '#announce/telling.ts';
import { note } from '#domain/reply.ts';
import { createOutbox, type Outbox } from '#slack/outbox.ts';
import type { Post } from '#state/state.ts';

import { createFakeSlack, type FakeSlack } from './fake-slack.ts';
import { createMemoryPosts, type MemoryPosts } from './memory-posts.ts';
import { createVirtualClock, type VirtualClock } from './virtual-clock.ts';

/** An outbox on a virtual clock before a fake Slack. */
export interface OutboxBench {
  readonly clock: VirtualClock;
  readonly slack: FakeSlack;
  readonly posts: MemoryPosts;
  readonly outbox: Outbox;
  readonly warnings: readonly string[];
  /** Aborts what `signal` is of: the bot is shut down. */
  readonly stop: AbortController;
  readonly signal: AbortSignal;
  /** A second bot over the same state and the same Slack, as after a restart. */
  restart(): OutboxBench;
}

export function createOutboxBench(...known: readonly Post[]): OutboxBench {
  const clock = createVirtualClock();
  return assemble({ clock, slack: createFakeSlack(clock), posts: createMemoryPosts(...known) });
}

function assemble(parts: Pick<OutboxBench, 'clock' | 'slack' | 'posts'>): OutboxBench {
  const { clock, slack, posts } = parts;
  const warnings: string[] = [];
  const stop = new AbortController();
  const outbox = createOutbox({
    client: slack.client,
    fetch: slack.fetch,
    posts,
    clock,
    random: () => 0.5,
    warn: (message) => warnings.push(message),
  });
  return { ...parts, outbox, warnings, stop, signal: stop.signal, restart: () => assemble(parts) };
}

const place = { channel: 'C1' };

/** The root of a run, kept up to date. */
export function root(run: string, headline: string, weight: Telling['weight'] = 'passing'): Telling {
  return { key: `${run}/root`, place, weight, content: { kind: 'kept', reply: note(headline) } };
}

/** A message in the thread of a run. */
export function inThread(run: string, name: string, content?: TellingContent): Telling {
  const once: TellingContent = { kind: 'once', reply: note(`${run} ${name}`) };
  return { key: `${run}/${name}`, under: `${run}/root`, place, weight: 'last', content: content ?? once };
}
