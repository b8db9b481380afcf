import { OperatorError } from '#domain/operator-error.ts';
import type { Reply } from '#domain/reply.ts';
import { isActive, type Run } from '#domain/run.ts';
import { turnedFakeIn } from '#domain/turned-fake.ts';
import type { Store } from '#state/state.ts';

import { followRecords, type Announcer } from './follow-records.ts';
import type { Teller } from './telling.ts';

export interface ProofAnnouncerParts {
  readonly store: Pick<Store, 'runs' | 'subscribe'>;
  readonly teller: Teller;
  readonly configuration: () => { readonly slack: { readonly channel?: string | undefined } };
  /** The id of a channel that the configuration names. Rejects while that cannot be known. */
  readonly channelOf: (channel: string) => Promise<string>;
  readonly now: () => Date;
  readonly log: { error(message: string): void };
  /** After an error of the store; default 5,000. */
  readonly retryAfterMs?: number | undefined;
}

const lookedAt = 50;

/**
 * Tells in the channel of the configuration, once, of a proof by schedule that found out tests which were real before or are
 * new. Nothing else of such proofs is told. At start also what an earlier process left untold.
 */
export function startProofAnnouncer(parts: ProofAnnouncerParts, signal: AbortSignal): Announcer {
  const { store, teller, log, retryAfterMs, now } = parts;

  async function tell(id: string): Promise<void> {
    const run = await store.runs.get(id);
    if (run === undefined || isActive(run) || run.toldAt !== undefined) return;
    const found = turnedFakeIn(run);
    const { channel } = parts.configuration().slack;
    if (found === undefined || channel === undefined) return;
    const place = { channel: await parts.channelOf(channel) };
    const content = { kind: 'once', reply: replyOf(run, found) } as const;
    const told = await teller.tell({ key: `${id}/turned-fake`, place, weight: 'last', content }, signal);
    if (!told.told && !told.gone) return;
    if (!told.told) log.error(`What ${id} found out cannot be told in "${channel}": ${told.reason}`);
    await markTold(id);
  }

  async function markTold(id: string): Promise<void> {
    try {
      await store.runs.change(id, { toldAt: now().toISOString() });
    } catch (error) {
      // Removed by the retention meanwhile: there is nothing left to mark.
      if (!(error instanceof OperatorError) || error.code !== 'UNKNOWN_RUN') throw error;
    }
  }

  const untold = async (): Promise<readonly string[]> =>
    (await store.runs.list({ states: ['failed'], limit: lookedAt })).map(({ id }) => id).toReversed();
  const subscribe = (listener: (id: string) => void): (() => void) => store.subscribe(listener);
  return followRecords({ subscribe, untold, tell, noun: 'Proof', retryAfterMs, log }, signal);
}

function replyOf({ id, suite, environment }: Run, found: string): Reply {
  return {
    headline: `Tests of ${suite} on ${environment} turned out to prove nothing`,
    status: 'unproven',
    sections: [
      { kind: 'text', line: [found] },
      {
        kind: 'aside',
        line: [`${id}, by schedule: each was run again with its target replaced by ones that do not work`],
      },
    ],
    actions: [],
    audience: 'everyone',
  };
}
