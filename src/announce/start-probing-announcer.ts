import { setTimeout as wait } from 'node:timers/promises';

import { OperatorError } from '#domain/operator-error.ts';
import { isProbingActive, type Probing } from '#domain/probing.ts';
import type { Store } from '#state/state.ts';

import { askerTelling } from './asker-telling.ts';
import { followRecords, type Announcer } from './follow-records.ts';
import { probingReply } from './probing-reply.ts';
import { tellingsOfProbing } from './probing-tellings.ts';
import type { Teller, Told } from './telling.ts';

export interface ProbingAnnouncerParts {
  readonly store: { readonly watch: Pick<Store['watch'], 'probings'> };
  readonly teller: Teller;
  readonly now: () => Date;
  readonly log: { error(message: string): void };
  /** What ends sooner is told once, with its end; default 600. */
  readonly patienceMs?: number | undefined;
  /** After an error of the store; default 5,000. */
  readonly retryAfterMs?: number | undefined;
}

/** Follows the probings and tells every change; at start also what an earlier process left untold. */
export function startProbingAnnouncer(parts: ProbingAnnouncerParts, signal: AbortSignal): Announcer {
  const { log, retryAfterMs, patienceMs = 600 } = parts;
  const { probings } = parts.store.watch;

  async function tell(id: string): Promise<void> {
    const probing = await settled(id);
    if (probing?.place === undefined || probing.toldAt !== undefined) return;
    const told = tellingsOfProbing(probing).map((telling) => parts.teller.tell(telling, signal));
    // Not awaited while it goes on: the teller paces itself and keeps the latest.
    if (isProbingActive(probing)) return;
    const [root, ...thread] = await Promise.all(told);
    if ([root, ...thread].some(isUnfinished)) return;
    const isAlone = probing.partOf === undefined;
    if (root?.told === false && isAlone && isUnfinished(await tellAsker(probing, root.reason))) return;
    await markTold(probing, parts);
  }

  /** Where the channel takes nothing, the person is told alone; a probe is of its moment, so the channel is not tried again. */
  async function tellAsker(probing: Probing, reason: string): Promise<Told | undefined> {
    const telling = askerTelling(probing, probingReply(probing), reason);
    return telling === undefined ? undefined : parts.teller.tell(telling, signal);
  }

  /** An edit comes seconds after a post, so a message that says "queued" would stand there although all is done. */
  async function settled(id: string): Promise<Probing | undefined> {
    const probing = await probings.get(id);
    if (probing === undefined || !isProbingActive(probing)) return probing;
    const leftMs = patienceMs - (parts.now().getTime() - Date.parse(probing.queuedAt));
    if (leftMs <= 0 || leftMs > patienceMs) return probing;
    await wait(leftMs, undefined, { signal }).catch(() => undefined);
    return probings.get(id);
  }

  const untold = async (): Promise<readonly string[]> => (await probings.untold()).map(({ id }) => id);
  const subscribe = (listener: (id: string) => void): (() => void) => probings.subscribe(listener);
  return followRecords({ subscribe, untold, tell, noun: 'Probing', retryAfterMs, log }, signal);
}

function isUnfinished(told: Told | undefined): boolean {
  return told?.told === false && !told.gone;
}

async function markTold({ id }: Probing, { store, now }: ProbingAnnouncerParts): Promise<void> {
  try {
    await store.watch.probings.change(id, { toldAt: now().toISOString() });
  } catch (error) {
    // Removed by the retention meanwhile: there is nothing left to mark.
    if (!(error instanceof OperatorError) || error.code !== 'UNKNOWN_PROBING') throw error;
  }
}
