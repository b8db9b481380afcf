import type { Place } from '#domain/actor.ts';
import { isInquiryActive } from '#domain/diagnosis.ts';
import { isLoopActive } from '#domain/loop.ts';
import { isActive, type Run } from '#domain/run.ts';
import type { Store } from '#state/state.ts';

import { followRecords, type Announcer } from './follow-records.ts';
import { metNothing } from './run-facts.ts';
import { createSlots } from './slots.ts';
import type { Teller } from './telling.ts';

export interface ReportAnnouncerParts {
  readonly store: Pick<Store, 'runs' | 'posts' | 'subscribe' | 'work'> & {
    readonly watch: Pick<Store['watch'], 'inquiries'>;
  };
  readonly teller: Teller;
  readonly reports: {
    /** Records that ended before are not reported by themselves. */
    readonly since: string;
    readonly has: (id: string) => Promise<boolean>;
    /** Writes the report of a run or a loop as it is now and returns its path. */
    readonly write: (id: string) => Promise<string>;
  };
  readonly now: () => Date;
  readonly log: { error(message: string): void };
  /** The end of a wait for a diagnosis: what waits then is told by the next process. */
  readonly working: AbortSignal;
  /** How long after its end a red run's report waits for its diagnosis; default 120,000. */
  readonly patienceMs?: number | undefined;
  /** After an error of the store; default 5,000. */
  readonly retryAfterMs?: number | undefined;
}

const writtenAtOnce = 2;
const lookedAt = 50;
const remembered = 1_000;

/** What is reported: an ended run or loop. */
interface Ended {
  readonly id: string;
  readonly endedAt: string;
  readonly place?: Place | undefined;
  readonly partOf?: string | undefined;
  /** Of a run that failed and is being asked about. */
  readonly waitsFor?: Run | undefined;
}

/**
 * Writes the report of every run and every loop that ended, and posts it once as a file in its thread; that of a run of a loop
 * is written alone, since the loop's report holds it. At start also what an earlier process left.
 */
export function startReportAnnouncer(parts: ReportAnnouncerParts, signal: AbortSignal): Announcer {
  const { store, log, retryAfterMs, reports } = parts;
  const slots = createSlots(writtenAtOnce);
  const done = new Set<string>();
  const finish = (id: string): void => {
    done.add(id);
    for (const old of done.keys().take(Math.max(0, done.size - remembered))) done.delete(old);
  };

  async function tell(id: string): Promise<void> {
    if (done.has(id)) return;
    const ended = await endedOf(id, parts);
    if (ended === undefined) return;
    if (ended.endedAt < reports.since || (await isTold(ended, parts))) return finish(id);
    let path = await write(id);
    if (ended.waitsFor !== undefined && path !== undefined) {
      await diagnosed(ended.waitsFor, parts);
      if (parts.working.aborted) return;
      path = await write(id);
    }
    if (path === undefined || (await post({ ...ended, path }, parts, signal))) finish(id);
  }

  /** A disk that is full, or a fault in a report, holds up nothing: the next process tries again. */
  async function write(id: string): Promise<string | undefined> {
    try {
      return await slots.use(() => reports.write(id));
    } catch (error) {
      log.error(`The report of ${id} is not written: ${error instanceof Error ? error.message : String(error)}`);
      return undefined;
    }
  }

  const subscribe = (listener: (id: string) => void): (() => void) => {
    const ends = [store.subscribe(listener), store.work.loops.subscribe(listener)];
    return () => {
      for (const end of ends) end();
    };
  };
  const untold = (): Promise<readonly string[]> => recentIds(parts);
  return followRecords({ subscribe, untold, tell, noun: 'Report', retryAfterMs, log }, signal);
}

async function recentIds({ store }: ReportAnnouncerParts): Promise<readonly string[]> {
  const [runs, loops] = await Promise.all([
    store.runs.list({ limit: lookedAt }),
    store.work.loops.list({ limit: lookedAt }),
  ]);
  return [...runs, ...loops].map(({ id }) => id).toReversed();
}

async function endedOf(id: string, { store }: ReportAnnouncerParts): Promise<Ended | undefined> {
  if (id.startsWith('l')) {
    const loop = await store.work.loops.get(id);
    if (loop === undefined || isLoopActive(loop)) return undefined;
    return { id, endedAt: loop.endedAt ?? loop.queuedAt, place: loop.place };
  }
  const run = await store.runs.get(id);
  if (run === undefined || isActive(run)) return undefined;
  const { endedAt = run.queuedAt, place, partOf } = run;
  const isAsked = ['failed', 'timed-out'].includes(run.state) && run.selection.proves === undefined && !metNothing(run);
  return { id, endedAt, place, partOf, waitsFor: isAsked && partOf === undefined ? run : undefined };
}

async function isTold({ id, place, partOf }: Ended, { store, reports }: ReportAnnouncerParts): Promise<boolean> {
  if (place === undefined || partOf !== undefined) return reports.has(id);
  const known = await store.posts.get(keyOf(id));
  return known?.state === 'sent' || known?.state === 'given-up';
}

/** Resolves when an inquiry of the run has ended, when it was waited for long enough, or when there is no more time. */
async function diagnosed(run: Run, { store, now, working, patienceMs = 120_000 }: ReportAnnouncerParts): Promise<void> {
  const { inquiries } = store.watch;
  const leftMs = Date.parse(run.endedAt ?? run.queuedAt) + patienceMs - now().getTime();
  if (leftMs <= 0 || working.aborted) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const look = async (): Promise<void> => {
    const asked = await inquiries.list({ run: run.id, limit: 1 });
    if (asked.some((inquiry) => !isInquiryActive(inquiry))) resolve();
  };
  const lookAgain = (): void => void look().catch(() => undefined);
  const unsubscribe = inquiries.subscribe(lookAgain);
  const timer = setTimeout(resolve, leftMs);
  const giveUp = (): void => resolve();
  working.addEventListener('abort', giveUp, { once: true });
  lookAgain();
  await promise;
  clearTimeout(timer);
  unsubscribe();
  working.removeEventListener('abort', giveUp);
}

/** True when there is nothing more to do for it. */
async function post(
  { id, place, partOf, path }: Ended & { readonly path: string },
  { teller }: ReportAnnouncerParts,
  signal: AbortSignal,
): Promise<boolean> {
  if (place === undefined || partOf !== undefined) return true;
  const content = { kind: 'file', name: `${id}-report.md`, title: `Report of ${id}`, path } as const;
  const telling = { key: keyOf(id), under: `${id}/root`, place, weight: 'last', content } as const;
  const told = await teller.tell(telling, signal);
  return told.told || told.gone;
}

function keyOf(id: string): string {
  return `${id}/report`;
}
