import type { RankedCause, Symptom } from '#domain/diagnosis.ts';

import { chooseExperiment } from './choose-experiment.ts';
import { conditionsOf } from './conditions.ts';
import { aimOf, keyOf } from './experiments/aim.ts';
import type { Aim, Experiment, Lab } from './experiments/experiment.ts';
import { experiments } from './experiments/experiments.ts';
import { repeats } from './experiments/repeats.ts';
import { isFactName } from './predicted-values.ts';
import { healthy, isHonest, unknown } from './honest-answers.ts';
import type { InquireParts } from './inquire.ts';
import type { InquiryBook } from './inquiry-book.ts';
import { readReplay, replay, type Rounds } from './replay.ts';
import { scoreCauses } from './score-causes.ts';

export interface PursueParts extends Pick<InquireParts, 'environment' | 'variables' | 'causes' | 'learnt'> {
  readonly lab: Lab;
  readonly book: InquiryBook;
  /** On the clock of the process. */
  readonly endsAtMs: number;
  readonly onDoing: (doing: string) => void;
}

const mostExperiments = 15;
const decidedFrom = 0.9;

interface Pursuit extends PursueParts {
  readonly symptom: Symptom;
  readonly aim: Aim;
  readonly key: string;
}

/** Finds out about one symptom until its cause is decided, nothing more can be learned, or the time is over. */
export async function pursue(symptom: Symptom, parts: PursueParts, signal: AbortSignal): Promise<void> {
  const { lab, book } = parts;
  const first = aimOf(symptom, parts);
  const rounds = await replayOnce(first, parts, signal);
  const { aim, findings, isPassed } = readReplay(first, rounds, lab);
  const key = keyOf(aim);
  book.setKey(symptom, key);
  book.add(key, undefined, findings);
  const pursuit = { ...parts, symptom, aim, key };
  if (isPassed) await tryConditions(pursuit, signal);
  while (!signal.aborted && leftSeconds(parts) > 0 && book.probes() < mostExperiments) {
    const next = nextExperiment(pursuit);
    if (next === undefined) return;
    await carryOut(next, pursuit, signal);
  }
}

async function replayOnce(aim: Aim, { lab, book, onDoing }: PursueParts, signal: AbortSignal): Promise<Rounds> {
  const operations = aim.operations.map(({ id }) => id).join(' ');
  const known = book.replays(operations);
  if (known !== undefined) return known;
  onDoing('doing what failed again, three times');
  const rounds = await replay(aim, lab, signal);
  book.keepReplay(operations, rounds);
  return rounds;
}

/** What passes alone may still fail under the conditions of the test. */
async function tryConditions(pursuit: Pursuit, signal: AbortSignal): Promise<void> {
  const { aim, lab, book, key, symptom } = pursuit;
  for (const experiment of conditionsOf(symptom)) {
    if (signal.aborted || !experiment.applies(aim, lab) || book.timesOf(key, experiment) > 0) continue;
    await carryOut(experiment, pursuit, signal);
  }
}

async function carryOut(experiment: Experiment, pursuit: Pursuit, signal: AbortSignal): Promise<void> {
  const { aim, lab, book, key, onDoing } = pursuit;
  onDoing(experiment.doing);
  const limit = AbortSignal.any([signal, AbortSignal.timeout(Math.max(1, Math.round(leftSeconds(pursuit) * 1_000)))]);
  book.add(key, experiment, await experiment.run(aim, lab, limit));
}

function leftSeconds({ endsAtMs }: Pick<PursueParts, 'endsAtMs'>): number {
  return (endsAtMs - performance.now()) / 1_000;
}

function nextExperiment(pursuit: Pursuit): Experiment | undefined {
  const { symptom, causes, learnt, book, aim, lab, key } = pursuit;
  const observations = book.of(symptom);
  const ranked = scoreCauses(symptom, observations, causes, { learnt });
  if (isDecided(ranked)) return repetitionOf(ranked, pursuit);
  return chooseExperiment({
    symptom,
    causes,
    experiments: experiments.filter((each) => book.timesOf(key, each) === 0 && each.applies(aim, lab)),
    likely: new Map(ranked.map(({ id, confidence }) => [id, confidence])),
    known: new Set(observations.map(({ fact }) => fact).filter(isFactName)),
    leftSeconds: leftSeconds(pursuit),
    costOf: (experiment) => costOf(experiment, aim),
  });
}

function isDecided([first, second]: readonly RankedCause[]): boolean {
  if (first === undefined || first.id === unknown || first.confidence < decidedFrom) return false;
  return second === undefined || isHonest(second.id) || second.confidence < first.confidence / 4;
}

/** The experiment whose observation decided, once more; undefined when that was done, or the report alone decided. */
function repetitionOf([first]: readonly RankedCause[], pursuit: Pursuit): Experiment | undefined {
  const { book, symptom, key, aim, lab } = pursuit;
  const byId = new Map(book.of(symptom).map((each) => [each.id, each]));
  const supports = (first?.supports ?? []).flatMap((id) => byId.get(id) ?? []);
  const decisive = supports.find(({ source }) => source === 'probe');
  const maker = decisive === undefined || first?.id === healthy ? repeats : (book.madeBy(decisive) ?? repeats);
  const most = maker === repeats ? 1 : 2;
  return book.timesOf(key, maker) >= most || !maker.applies(aim, lab) ? undefined : maker;
}

const slowMs = 1_500;

/** What hangs is waited for. */
function costOf({ costSeconds, observes }: Experiment, { plain }: Aim): number {
  const isOnSocket = observes.some((fact) => fact.startsWith('ws.'));
  const tookMs = plain?.durationMs ?? 0;
  return isOnSocket && tookMs > slowMs ? costSeconds + (2 * tookMs) / 1_000 : costSeconds;
}
