import type { RankedCause, Symptom } from '#domain/diagnosis.ts';
import type { Fact, Observation } from '#domain/observation.ts';

import { chooseExperiment } from './choose-experiment.ts';
import { conditionsOf, isStill, undoing } from './conditions.ts';
import { subjectOf } from './experiments/address-families.ts';
import { credentialNameOf, hostOf } from './endpoint-address.ts';
import { aimOf, keyOf } from './experiments/aim.ts';
import type { Aim, Experiment, Finding, Lab } from './experiments/experiment.ts';
import { experiments } from './experiments/experiments.ts';
import { authService } from './experiments/auth-service.ts';
import { httpVersions } from './experiments/http-versions.ts';
import { meanwhile } from './experiments/meanwhile.ts';
import { login } from './experiments/login.ts';
import { proxyVariables } from './experiments/proxy-variables.ts';
import { repeats } from './experiments/repeats.ts';
import { rerunAlone, rerunSuite } from './experiments/rerun.ts';
import { whileTheTestRuns } from './experiments/while-the-test-runs.ts';
import { followUpsOf } from './follow-ups.ts';
import { gaveUp, isWaiting } from './gave-up.ts';
import { isDecided } from './is-decided.ts';
import { isFactName } from './predicted-values.ts';
import { healthy } from './honest-answers.ts';
import type { InquireParts } from './inquire.ts';
import { observeMachine } from './observe-machine.ts';
import { notRed } from './find-symptoms.ts';
import type { InquiryBook } from './inquiry-book.ts';
import { narrowAim } from './narrow-aim.ts';
import { signAim } from './sign-aim.ts';
import { isUnsigned, readReplay, replay, type Rounds } from './replay.ts';
import { isRedAgain, scoreCauses } from './score-causes.ts';
import { slowMs, vitalSigns } from './vital-signs.ts';

export interface PursueParts extends Pick<InquireParts, 'environment' | 'variables' | 'causes' | 'learnt'> {
  readonly lab: Lab;
  readonly book: InquiryBook;
  /** The other failures of the run. */
  readonly others: readonly Symptom[];
  /** Experiments that are left to the symptoms after this one. */
  readonly reserved: number;
  /** On the clock of the process. */
  readonly endsAtMs: number;
  readonly onDoing: (doing: string) => void;
}

/** For one symptom; each further one has one more, to fifteen in all. Replays of further symptoms come on top. */
const leastExperiments = 13;
const mostExperiments = 15;

function limitFor({ others }: Pick<PursueParts, 'others'>): number {
  return Math.min(mostExperiments, leastExperiments + others.length);
}

interface Pursuit extends PursueParts {
  readonly symptom: Symptom;
  readonly aim: Aim;
  readonly keys: Keys;
  /** Shared with all who waited for the same host in vain. */
  readonly waitsAt: string | undefined;
}

/** Finds out about one symptom until its cause is decided, nothing more can be learned, or the time is over. */
export async function pursue(symptom: Symptom, parts: PursueParts, signal: AbortSignal): Promise<void> {
  const { book } = parts;
  // What passed has nothing that could be done again to see whether it fails.
  if (symptom.error === notRed || symptom.testCount === 0) return;
  const wide = aimOf(symptom, parts);
  const [all, beside] = await Promise.all([replayOnce(wide, parts, signal), whileItHangs(wide, parts, signal)]);
  const narrow = narrowAim(wide, all, parts) ?? signAim(wide, all);
  const rounds = narrow === undefined ? all : await replayOnce(narrow, parts, signal);
  const { aim, findings, isPassed } = readReplay(narrow ?? wide, rounds, parts);
  const keys = keysOf(aim);
  const isDoubtedBefore = book.hasKey(keys.operation);
  const subject = subjectOf(aim);
  const host = subject === undefined ? undefined : hostOf(subject, parts.lab.variables);
  const waitsAt = host !== undefined && isWaiting(symptom) ? `waits at ${host}` : undefined;
  book.setKeys(symptom, [...Object.values(keys), ...(waitsAt === undefined ? [] : [waitsAt])], host);
  const pursuit = { ...parts, symptom, aim, keys, waitsAt };
  for (const { experiment, found } of beside) book.add(keys.endpoints, experiment, found);
  // The tests were led through a proxy, and probes of this machine itself are not.
  if (isOpen(proxyVariables, pursuit)) await carryOut(proxyVariables, pursuit, signal);
  // Where nothing could be done again, the test itself is the nearest there is to it.
  const isUntried = rounds.flat().length === 0;
  const tried = isPassed || isUntried ? await tryConditions(pursuit, signal) : [];
  for (const finding of underConditions(findings, tried, pursuit)) {
    book.add(keys[placeOfReplayed(finding.fact)], undefined, [finding]);
  }
  // Where nobody could sign in, the first question is why.
  const signingIn = rounds.flat().some(isUnsigned) ? [authService, login] : [];
  for (const experiment of [...signingIn, ...vitalSigns(aim, findings)]) {
    if (isOpen(experiment, pursuit) && !signal.aborted) await carryOut(experiment, pursuit, signal);
  }
  let challenges = isDoubtedBefore ? mostChallenges : 0;
  while (!signal.aborted && leftSeconds(parts) > 0 && book.probes() < limitFor(parts) - parts.reserved) {
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
  // And what is no GET was not done again by asking for other things.
  if (symptom.method !== undefined || book.of(symptom).some((seen) => isOfAnother(seen, symptom))) {
    return findings.filter(({ fact, value }) => fact !== 'replay.passed' || value === 0);
  }
  const says = undoing(tried, symptom);
  if (says === undefined) return tried.some(isRedAgain) ? findings.map(ofOtherClient) : findings;
  return findings.map((finding) =>
    finding.fact === 'replay.passed'
      ? { ...finding, value: 0, says: `done as the test does it, it passed 0 times: ${says}; plainly ${finding.says}` }
      : finding,
  );
}

/** The test fails again while we pass: what we do is not what its client does. */
function ofOtherClient(finding: Finding): Finding {
  if (finding.fact !== 'replay.passed') return finding;
  return { ...finding, fact: 'replay.other-client', value: true, says: `${finding.says}; the test itself fails again` };
}

function isOfAnother({ fact, value }: Observation, { status }: Symptom): boolean {
  // The body of an error is another one, of course.
  const isOfError = value === 'UNEXPECTED_BODY' && status !== undefined && status >= 400;
  return (
    (fact === 'report.cross-user' && value === true) || (fact === 'report.code' && notReplayed.has(value) && !isOfError)
  );
}

/** What hangs leaves no time to ask afterwards whether the whole service hangs, and whether it does by HTTP/2 as well. */
function whileItHangs(aim: Aim, { lab, book }: PursueParts, signal: AbortSignal) {
  const asked = gaveUp(aim.symptom) ? [...(aim.isSocket ? [meanwhile] : []), httpVersions] : [];
  const open = asked.filter((each) => each.applies(aim, lab) && book.timesOf(keyOf(aim), each) === 0);
  return Promise.all(open.map(async (experiment) => ({ experiment, found: await experiment.run(aim, lab, signal) })));
}

async function replayOnce(aim: Aim, { lab, book, onDoing }: PursueParts, signal: AbortSignal): Promise<Rounds> {
  const operations = aim.operations.map((each) => `${each.id} ${credentialNameOf(each) ?? ''}`).join(' ');
  const known = book.replays(operations);
  if (known !== undefined) return known;
  onDoing('doing what failed again, three times');
  const rounds = await replay(aim, lab, signal);
  book.keepReplay(operations, rounds);
  return rounds;
}

/** It passes because others have asked before: that the test fails again is known. */
function isFirstSlow({ fact, value }: Finding): boolean {
  return fact === 'http.first-slow' && value === true;
}

/** What passes alone may still fail under the conditions of the test. */
async function tryConditions(pursuit: Pursuit, signal: AbortSignal): Promise<readonly Finding[]> {
  const { symptom } = pursuit;
  const found: Finding[] = [];
  // Whether the test itself still fails is the nearest there is to doing it again.
  for (const experiment of [...conditionsOf(symptom), rerunAlone]) {
    if (signal.aborted || !isOpen(experiment, pursuit)) continue;
    found.push(...(await carryOut(experiment, pursuit, signal)));
    if (found.some(isFirstSlow)) return found;
  }
  if (found.some(isRedAgain) && !signal.aborted && isOpen(whileTheTestRuns, pursuit)) {
    found.push(...(await carryOut(whileTheTestRuns, pursuit, signal)));
  }
  const isOfOthers = found.some(({ fact, value }) => fact === 'rerun.alone' && value === 'passed');
  if (isOfOthers && isOpen(rerunSuite, pursuit)) found.push(...(await carryOut(rerunSuite, pursuit, signal)));
  return found;
}

async function carryOut(experiment: Experiment, pursuit: Pursuit, signal: AbortSignal): Promise<readonly Finding[]> {
  const { aim, lab, book, onDoing } = pursuit;
  onDoing(experiment.doing);
  const limit = AbortSignal.any([signal, AbortSignal.timeout(Math.max(1, Math.round(leftSeconds(pursuit) * 1_000)))]);
  const found = await experiment.run(aim, lab, limit);
  book.add(keyFor(experiment, pursuit), experiment, found);
  book.add(pursuit.keys.endpoints, undefined, observeMachine(lab));
  if (pursuit.waitsAt !== undefined) book.add(pursuit.waitsAt, undefined, found.filter(isStill));
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
  const { symptom, causes, learnt, others, book } = pursuit;
  const followUp = followUpsOf(book.of(symptom)).find((each) => isOpen(each, pursuit));
  if (followUp !== undefined) return asNext(followUp, false);
  const ranked = scoreCauses(symptom, book.of(symptom), causes, { learnt, others });
  if (!isDecided(ranked)) return asNext(choose(ranked, pursuit), false);
  const repetition = repetitionOf(ranked, pursuit);
  if (repetition !== undefined) return asNext(repetition, false);
  return challenges < mostChallenges ? asNext(challengeOf(ranked, pursuit), true) : undefined;
}

function asNext(experiment: Experiment | undefined, isChallenge: boolean): Next | undefined {
  return experiment === undefined ? undefined : { experiment, isChallenge };
}

function choose(ranked: readonly RankedCause[], pursuit: Pursuit, mostSeconds = Number.POSITIVE_INFINITY) {
  const { symptom, causes, book } = pursuit;
  const known = book.of(symptom).map(({ fact }) => fact);
  return chooseExperiment({
    symptom,
    causes,
    experiments: experiments.filter((each) => isOpen(each, pursuit)),
    likely: new Map(ranked.map(({ id, confidence }) => [id, confidence])),
    known: new Set(known.filter(isFactName)),
    leftSeconds: Math.min(mostSeconds, leftSeconds(pursuit)),
    costOf: (experiment) => costOf(experiment, pursuit),
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

/** The experiment whose observation decided, once more; undefined when that was done, or the report alone decided. */
function repetitionOf([first]: readonly RankedCause[], pursuit: Pursuit): Experiment | undefined {
  const { book, symptom } = pursuit;
  const byId = new Map(book.of(symptom).map((each) => [each.id, each]));
  const supports = (first?.supports ?? []).flatMap((id) => byId.get(id) ?? []);
  const decisive = supports.find(({ source }) => source === 'probe');
  const maker = decisive === undefined || first?.id === healthy ? repeats : (book.madeBy(decisive) ?? repeats);
  const most = maker === repeats ? 1 : 2;
  return timesOf(maker, pursuit) >= most || !isPossible(maker, pursuit) ? undefined : maker;
}

/** What hangs is waited for. */
function costOf({ costSeconds, costHere, observes }: Experiment, { aim, lab }: Pick<Pursuit, 'aim' | 'lab'>): number {
  if (costHere !== undefined) return costHere(aim, lab);
  const isOnSocket = observes.some((fact) => fact.startsWith('ws.'));
  const tookMs = aim.plain?.durationMs ?? 0;
  return isOnSocket && tookMs > slowMs ? costSeconds + (2 * tookMs) / 1_000 : costSeconds;
}

function isPossible(experiment: Experiment, pursuit: Pursuit): boolean {
  const { aim, lab, book } = pursuit;
  if (book.probes() >= limitFor(pursuit)) return false;
  return experiment.applies(aim, lab) && costOf(experiment, pursuit) <= leftSeconds(pursuit);
}

/** Possible, and not carried out yet. */
function isOpen(experiment: Experiment, pursuit: Pursuit): boolean {
  return timesOf(experiment, pursuit) === 0 && isPossible(experiment, pursuit);
}

type Keys = Readonly<Record<NonNullable<Experiment['holdsFor']>, string>>;

/** Under which keys the book keeps what was seen: symptoms of one key share it. */
function keysOf(aim: Aim): Keys {
  const endpoints = keyOf(aim);
  const operations = aim.operations.map(({ id }) => id).join(' ');
  return { endpoints, operation: `${endpoints} | ${operations}`, symptom: aim.symptom.id };
}

function keyFor({ holdsFor = 'endpoints' }: Experiment, { keys }: Pick<Pursuit, 'keys'>): string {
  return keys[holdsFor];
}

function timesOf(experiment: Experiment, pursuit: Pursuit): number {
  return pursuit.book.timesOf(keyFor(experiment, pursuit), experiment);
}

/** Whether it passed is judged by what the symptom says; what its websocket did is true for all who use it. */
function placeOfReplayed(fact: Finding['fact']): keyof Keys {
  if (fact === 'http.failing-path') return 'operation';
  return fact.startsWith('replay.') ? 'symptom' : 'endpoints';
}
