import type { Suite } from '#domain/configuration.ts';
import { roundOf } from '#domain/loop-words.ts';
import { isLoopActive, type Loop, type LoopRound } from '#domain/loop.ts';
import type { LoopFacts } from '#domain/loop-facts.ts';
import { OperatorError } from '#domain/operator-error.ts';
import type { Section } from '#domain/reply.ts';
import { createEndedRecords, readLoopFacts } from '#state/read-loop-facts.ts';
import type { Store } from '#state/state.ts';

import { askerTelling } from './asker-telling.ts';
import { followParts } from './follow-parts.ts';
import { followRecords, type Announcer } from './follow-records.ts';
import { redSuites, tellingsOfLoop, type LoopThread, type SuiteOwner } from './loop-tellings.ts';
import { createRemembered } from './remember.ts';
import type { Teller, Told } from './telling.ts';

export interface LoopAnnouncerParts {
  readonly store: Pick<Store, 'runs' | 'posts' | 'subscribe' | 'work'> & {
    readonly watch: Pick<Store['watch'], 'probings'>;
  };
  readonly teller: Teller;
  readonly configuration: () => { readonly suites: ReadonlyMap<string, Pick<Suite, 'owner' | 'impact'>> };
  /** What the surface calls the owner of a suite. Never rejects. */
  readonly personOf: (owner: string) => Promise<string>;
  /** A file of this machine with what the command of a round said; undefined where it said nothing. */
  readonly outputOf: (loop: Loop, round: LoopRound) => Promise<string | undefined>;
  /** How a round differs from the one before. Never rejects. */
  readonly compare?: ((loop: Loop, round: LoopRound) => Promise<readonly Section[]>) | undefined;
  readonly now: () => Date;
  readonly log: { error(message: string): void };
  /** An active loop is told again after so long, for the time that it shows; default 20,000. */
  readonly everyMs?: number | undefined;
  /** After an error of the store; default 5,000. */
  readonly retryAfterMs?: number | undefined;
}

const comparisonsKept = 200;

/** Follows loops and tells each in one message, kept up to date, with a thread of what matters. Survives every error. */
export function startLoopAnnouncer(parts: LoopAnnouncerParts, signal: AbortSignal): Announcer {
  const { store, teller, log, retryAfterMs, now } = parts;
  const { loops } = store.work;
  const ended = createEndedRecords();
  const once = createRemembered<readonly Section[] | undefined>(comparisonsKept);
  // A round that was decided does not change any more.
  const compare = (loop: Loop, round: LoopRound): Promise<readonly Section[] | undefined> =>
    once(`${loop.id}.${round.number}`, async () => parts.compare?.(loop, round));

  async function tell(id: string): Promise<void> {
    const loop = await loops.get(id);
    if (loop?.place === undefined || loop.toldAt !== undefined) return;
    const facts = await readLoopFacts(loop, { store, now, ended });
    const tellings = tellingsOfLoop(loop, facts, await threadOf(loop, facts, { ...parts, compare }));
    const told = tellings.map((telling) => teller.tell(telling, signal));
    // Not awaited while it goes on: the teller paces itself and keeps the latest.
    if (isLoopActive(loop)) return;
    const [root, ...thread] = await Promise.all(told);
    if ([root, ...thread].some(isUnfinished)) return;
    const alone = root?.told === false ? askerTelling(loop, rootReply(tellings), root.reason) : undefined;
    if (alone !== undefined && isUnfinished(await teller.tell(alone, signal))) return;
    await markTold(loop, parts);
  }

  const untold = async (): Promise<readonly string[]> => (await loops.untold()).map(({ id }) => id);
  const subscribe = (listener: (id: string) => void): (() => void) => followParts(parts, listener);
  return followRecords({ subscribe, untold, tell, noun: 'Loop', retryAfterMs, log }, signal);
}

function rootReply(tellings: ReturnType<typeof tellingsOfLoop>): Parameters<typeof askerTelling>[1] {
  const content = tellings[0]?.content;
  if (content?.kind !== 'kept') throw new TypeError('the first telling of a loop is its root');
  return content.reply;
}

interface ThreadParts extends Omit<LoopAnnouncerParts, 'compare'> {
  readonly compare: (loop: Loop, round: LoopRound) => Promise<readonly Section[] | undefined>;
}

async function threadOf(loop: Loop, facts: LoopFacts, parts: ThreadParts): Promise<LoopThread> {
  const withOutput = loop.rounds.filter(({ change }) => change?.endedAt !== undefined);
  const outputs = await mapRounds(withOutput, (round) => orNothing(parts.outputOf(loop, round), round, parts));
  const compared = loop.rounds.filter(({ decision }) => decision !== undefined);
  const comparisons = await mapRounds(compared, (round) => parts.compare(loop, round));
  return { outputs, comparisons, owners: await ownersOf(loop, facts, parts) };
}

/** A file that cannot be had does not hold up the telling. */
async function orNothing(
  output: Promise<string | undefined>,
  { number }: LoopRound,
  { log }: Pick<LoopAnnouncerParts, 'log'>,
): Promise<string | undefined> {
  try {
    return await output;
  } catch (error) {
    log.error(
      `The output of round ${number} cannot be uploaded: ${error instanceof Error ? error.message : String(error)}`,
    );
    return undefined;
  }
}

async function mapRounds<T>(
  rounds: readonly LoopRound[],
  read: (round: LoopRound) => Promise<T | undefined>,
): Promise<ReadonlyMap<number, T>> {
  const found = await Promise.all(rounds.map(async (round) => [round.number, await read(round)] as const));
  return new Map(found.flatMap(([number, value]) => (value === undefined ? [] : [[number, value] as const])));
}

/** They are looked up only where there may be a reason to mention them. */
async function ownersOf(
  loop: Loop,
  facts: LoopFacts,
  { configuration, personOf }: Pick<LoopAnnouncerParts, 'configuration' | 'personOf'>,
): Promise<ReadonlyMap<string, SuiteOwner>> {
  if (loop.state !== 'red' || roundOf(loop) === undefined) return new Map();
  const { suites } = configuration();
  const owners = await Promise.all(
    redSuites(loop, facts).map(async (name) => {
      const { owner, impact } = suites.get(name) ?? {};
      return [name, { owner: owner === undefined ? undefined : await personOf(owner), impact }] as const;
    }),
  );
  return new Map(owners);
}

function isUnfinished(told: Told | undefined): boolean {
  return told?.told === false && !told.gone;
}

async function markTold({ id }: Loop, { store, now }: LoopAnnouncerParts): Promise<void> {
  try {
    await store.work.loops.change(id, (loop) => ({ ...loop, toldAt: now().toISOString() }));
  } catch (error) {
    // Removed by the retention meanwhile: there is nothing left to mark.
    if (!(error instanceof OperatorError) || error.code !== 'UNKNOWN_LOOP') throw error;
  }
}
