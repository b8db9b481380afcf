import type { RankedCause, Symptom } from '#domain/diagnosis.ts';
import type { Fact, Observation } from '#domain/observation.ts';

import { chooseExperiment } from './choose-experiment.ts';
import { conditionsOf, undoing } from './conditions.ts';
import { aimOf, keyOf } from './experiments/aim.ts';
import type { Aim, Experiment, Finding, Lab } from './experiments/experiment.ts';
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
  const isDoubtedBefore = book.hasKey(key);
  book.setKey(symptom, key);
  const pursuit = { ...parts, symptom, aim, key };
  const tried = isPassed ? await tryConditions(pursuit, signal) : [];
  book.add(key, undefined, underConditions(findings, tried, pursuit));
  let challenges = isDoubtedBefore ? mostChallenges : 0;
  while (!signal.aborted && leftSeconds(parts) > 0 && book.probes() < mostExperiments) {
    const next = nextExperiment(pursuit, challenges);
    if (next === undefined) return;
    if (next.isChallenge) challenges += 1;
    await carryOut(next.experiment, pursuit, signal);
  }
}

/** What these tests looked at is not what a probe looks at: that it passes says nothing of them. */
const notReplayed: ReadonlySet<Fact> = new Set(['OTHER_VERSION', 'TOO_SLOW', 'UNEXPECTED_BODY']);

/** That one user alone passes says nothing of two who were to be kept apart. */
function underConditions(
  findings: readonly Finding[],
  tried: readonly Finding[],
  { book, symptom }: Pursuit,
): readonly Finding[] {
  if (book.of(symptom).some(isOfAnother)) {
    return findings.filter(({ fact, value }) => fact !== 'replay.passed' || value === 0);
  }
  const says = undoing(tried, symptom);
  if (says === undefined) return findings;
  return findings.map((finding) =>
    finding.fact === 'replay.passed' ? { ...finding, value: 0, says: `${finding.says}; but then ${says}` } : finding,
  );
}

function isOfAnother({ fact, value }: Observation): boolean {
  return (fact === 'report.cross-user' && value === true) || (fact === 'report.code' && notReplayed.has(value));
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
async function tryConditions(pursuit: Pursuit, signal: AbortSignal): Promise<readonly Finding[]> {
  const { aim, lab, book, key, symptom } = pursuit;
  const found: Finding[] = [];
  for (const experiment of conditionsOf(symptom)) {
    if (signal.aborted || !experiment.applies(aim, lab) || book.timesOf(key, experiment) > 0) continue;
    found.push(...(await carryOut(experiment, pursuit, signal)));
  }
  return found;
}

async function carryOut(experiment: Experiment, pursuit: Pursuit, signal: AbortSignal): Promise<readonly Finding[]> {
  const { aim, lab, book, key, onDoing } = pursuit;
  onDoing(experiment.doing);
  const limit = AbortSignal.any([signal, AbortSignal.timeout(Math.max(1, Math.round(leftSeconds(pursuit) * 1_000)))]);
  const found = await experiment.run(aim, lab, limit);
  book.add(key, experiment, found);
  return found;
}

function leftSeconds({ endsAtMs }: Pick<PursueParts, 'endsAtMs'>): number {
  return (endsAtMs - performance.now()) / 1_000;
}

interface Next {
  readonly experiment: Experiment;
  readonly isChallenge: boolean;
}

function nextExperiment(pursuit: Pursuit, challenges: number): Next | undefined {
  const { symptom, causes, learnt, book } = pursuit;
  const ranked = scoreCauses(symptom, book.of(symptom), causes, { learnt });
  if (!isDecided(ranked)) return asNext(choose(ranked, pursuit), false);
  const repetition = repetitionOf(ranked, pursuit);
  if (repetition !== undefined) return asNext(repetition, false);
  return challenges < mostChallenges ? asNext(challengeOf(ranked, pursuit), true) : undefined;
}

function asNext(experiment: Experiment | undefined, isChallenge: boolean): Next | undefined {
  return experiment === undefined ? undefined : { experiment, isChallenge };
}

function choose(ranked: readonly RankedCause[], pursuit: Pursuit, mostSeconds = Number.POSITIVE_INFINITY) {
  const { symptom, causes, book, aim, lab, key } = pursuit;
  const known = book.of(symptom).map(({ fact }) => fact);
  return chooseExperiment({
    symptom,
    causes,
    experiments: experiments.filter((each) => book.timesOf(key, each) === 0 && each.applies(aim, lab)),
    likely: new Map(ranked.map(({ id, confidence }) => [id, confidence])),
    known: new Set(known.filter(isFactName)),
    leftSeconds: Math.min(mostSeconds, leftSeconds(pursuit)),
    costOf: (experiment) => costOf(experiment, aim),
  });
}

/** What looks decided is asked twice more in ways that could overturn it, where that is cheap. */
const mostChallenges = 2;
const challengeSeconds = 1.6;
const rivals = 12;
/** As if it were far less sure. */
const flattening = 0.25;

function challengeOf(ranked: readonly RankedCause[], pursuit: Pursuit): Experiment | undefined {
  const doubted = ranked
    .slice(0, rivals)
    .map((cause) => ({ ...cause, confidence: Math.max(cause.confidence, 1e-4) ** flattening }));
  return choose(doubted, pursuit, challengeSeconds);
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
