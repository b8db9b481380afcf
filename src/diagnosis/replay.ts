import type { Symptom } from '#domain/diagnosis.ts';
import type { ProbeResult } from '#domain/probe.ts';

import { asAgreed } from './replay-as-agreed.ts';
import { outcomeSeen, tlsFacts } from './experiments/answer-facts.ts';
import type { Aim, Finding, Lab } from './experiments/experiment.ts';
import { forms, isForm as isObservedForm } from './experiments/auth-forms.ts';
import { rotated } from './experiments/compare.ts';
import { alone, findings, rawOf, type Seen } from './experiments/finding.ts';
import { outcomeWord } from './experiments/outcome.ts';
import { pause } from './experiments/pause.ts';
import { observeSocket } from './experiments/plain-socket.ts';
import { gaveUp } from './gave-up.ts';
import { lateRefusalMs } from './late-refusal.ts';
import { patienceOf, timesOf } from './replay-times.ts';
import { isOfOther, isPastIt, isRefusedToUs, isSameFailure } from './same-failure.ts';

export interface Replayed {
  /** The same aim, knowing what its plain probe did. */
  readonly aim: Aim;
  readonly findings: readonly Finding[];
  /** Whether each of the three passed. */
  readonly isPassed: boolean;
}

/** Results of each round, without those that measured nothing. */
export type Rounds = readonly (readonly ProbeResult[])[];

const rounds = 3;
/** A round that takes longer is not waited for before the next begins. */
const patienceMs = 1_500;
/** What is expected to hang is done three times nearly at once. */
const hurriedMs = 150;
const mostOperations = 12;

/**
 * Does what failed three times more. What passes three times is not accused by it. Where the report does not say what
 * failed, everything is tried, and what fails now is what is asked about from then on.
 */
export async function replay(aim: Aim, lab: Lab, signal: AbortSignal): Promise<Rounds> {
  const once = await goRounds(aim, lab, signal);
  const results =
    wasReached(aim.symptom) && (await comesBack(once, aim, { lab, signal })) ? await goRounds(aim, lab, signal) : once;
  if (results.flat().some(isSilent)) lab.hurry();
  const isDone = (result: ProbeResult): boolean =>
    (outcomeWord(result) !== undefined || isUnsigned(result)) && !isRefusedToUs(aim, result);
  return results.map((each) => each.filter(isDone));
}

async function goRounds(aim: Aim, lab: Lab, signal: AbortSignal): Promise<Rounds> {
  const going: Promise<readonly ProbeResult[]>[] = [];
  for (let round = 0; round < rounds && !signal.aborted; round += 1) {
    const next = goRound(aim, round, { lab, signal });
    going.push(next);
    await Promise.race([next, pause(gaveUp(aim.symptom) ? hurriedMs : patienceMs, signal)]);
  }
  return Promise.all(going);
}

/** Whether somebody answered the test: a port that refuses us now was open then. */
function wasReached({ phase }: Symptom): boolean {
  return phase !== 'dns' && phase !== 'tcp' && phase !== 'before-io';
}

const rebirthMs = 5_000;
const everyMs = 400;

/** What was refused each time may have been ended by what was asked last, and be on its way back. */
async function comesBack(
  results: Rounds,
  { operations }: Aim,
  { lab, signal }: { readonly lab: Lab; readonly signal: AbortSignal },
): Promise<boolean> {
  const gone = results.map((round) => round.find(isGone)?.endpoint);
  const endpoint = operations.find(({ id }) => gone.length > 0 && gone.every((each) => each === id));
  if (endpoint === undefined) return false;
  const untilMs = performance.now() + rebirthMs;
  while (performance.now() < untilMs && !signal.aborted) {
    await pause(everyMs, signal);
    if (!isGone(await lab.probe({ endpoint, changed: noHold(endpoint.kind) }, signal))) return true;
  }
  return false;
}

/** Nobody listens, or nobody where one signs in. */
function isGone(result: ProbeResult): boolean {
  const { problem } = result;
  return (
    problem?.code === 'ECONNREFUSED' || (isUnsigned(result) && /ECONNREFUSED|\b50[23]\b/u.test(problem?.message ?? ''))
  );
}

/** What the replays say about one symptom; several may be about the same operation, and fail in their own way. */
export function readReplay(
  aim: Aim,
  results: Rounds,
  { lab, others }: { readonly lab: Lab; readonly others: readonly Symptom[] },
): Replayed {
  const { symptom } = aim;
  const own = ownOf(
    symptom,
    results.map((round) => round.filter((result) => !isOfOther(symptom, others, result))),
  );
  const shown = own.flat().find(({ standing }) => standing === 'down') ?? own.flat()[0];
  if (shown === undefined) return { aim, findings: [], isPassed: false };
  const isSocket = shown.kind === 'websocket';
  const socket = aim.forms.find(({ id }) => id === shown.endpoint) ?? aim.socket;
  const refined = { ...aim, isSocket, socket, failingPath: pathShown(aim, shown), plain: shown };
  const isPassed = own.length === rounds && own.every((round) => isGood(round, aim.symptom, others));
  return { aim: refined, findings: observe(refined, own, { shown, lab, others, all: results.flat() }), isPassed };
}

/** Of one path as several users, the one that fails. */
function pathShown({ failingPath, operations }: Aim, { endpoint }: ProbeResult): Aim['failingPath'] {
  const shown = operations.find(({ id }) => id === endpoint);
  return shown?.kind === 'http' && shown.check.path === failingPath?.check.path ? shown : failingPath;
}

/** What failed by HTTP is shown by what speaks HTTP, whatever a websocket does meanwhile. */
function ownOf({ phase }: Symptom, results: Rounds): Rounds {
  const ofHttp = results.map((round) => round.filter(({ kind }) => kind === 'http'));
  const whole = Math.max(...ofHttp.map((round) => round.length));
  // A round that a websocket held up did not come to all of it.
  return phase === 'http' && whole > 0 ? ofHttp.filter((round) => round.length === whole) : results;
}

/** One after the other, so that they do not disturb each other; the message goes out once. */
async function goRound(
  { symptom, operations }: Aim,
  round: number,
  { lab, signal }: { readonly lab: Lab; readonly signal: AbortSignal },
): Promise<readonly ProbeResult[]> {
  const results: ProbeResult[] = [];
  const own = operations.slice(0, mostOperations);
  const talking = own.find(({ kind }) => kind === 'websocket');
  for (const endpoint of rotated(own, round)) {
    if (signal.aborted || results.some((result) => hung(result) && !isPastUpgrade(symptom, result))) break;
    const sends = endpoint === talking;
    const withinMs = lab.isHurried() ? waitedMs(symptom) : undefined;
    const wish = { endpoint, sends, withinMs, ...(sends ? {} : { changed: noHold(endpoint.kind) }) };
    results.push(await lab.probe(wish, signal));
  }
  return results;
}

const longestMs = 12_000;
const slackMs = 1_500;

/** What was answered late is waited for, whatever hung before; undefined where nothing came. */
function waitedMs({ status, medianMs }: Symptom): number | undefined {
  return status === undefined || medianMs < slackMs ? undefined : Math.min(longestMs, medianMs + slackMs);
}

/** It hangs at another matter than this one. */
function isPastUpgrade({ phase }: Symptom, { ws }: ProbeResult): boolean {
  return phase === 'upgrade' && ws?.status === 101;
}

function noHold(kind: 'http' | 'websocket') {
  return kind === 'websocket' ? { hold: '0' } : undefined;
}

interface Shown {
  readonly shown: ProbeResult;
  readonly lab: Lab;
  readonly others: readonly Symptom[];
  /** Also those that show something else. */
  readonly all: readonly ProbeResult[];
}

function wordOf(symptom: Symptom, result: ProbeResult): string {
  const isLate = result.standing === 'up' && result.durationMs >= patienceOf(symptom);
  return `${outcomeWord(result) ?? 'could not sign in'}${isLate ? ', but too late' : ''}`;
}

function observe(
  aim: Aim,
  results: readonly (readonly ProbeResult[])[],
  { shown, lab, others, all }: Shown,
): readonly Finding[] {
  const passed = results.filter((round) => isGood(round, aim.symptom, others)).length;
  const words = [...new Set(results.flat().map((result) => `${result.endpoint} ${wordOf(aim.symptom, result)}`))];
  const says = `done again ${results.length} times, it passed ${passed} times: ${words.slice(0, 8).join(', ')}`;
  const raw = rawOf(shown);
  const isWhole = results.length === rounds && results.every((round) => round.length > 0);
  const subject = shown.endpoint;
  const seen: readonly Seen[] = [
    { fact: 'replay.passed', value: isWhole ? passed : undefined, says, raw, subject },
    {
      fact: 'replay.phase',
      value: shown.standing === 'down' ? phaseOf(shown) : undefined,
      says: `${shown.endpoint}, done again, broke off at ${phaseOf(shown)}: ${outcomeWord(shown) ?? 'not measured'}`,
      subject,
    },
    {
      fact: 'replay.same',
      value: passed === results.length ? undefined : isSameFailure(aim.symptom, shown),
      says: `${says}; the report has ${aim.symptom.title}`,
      raw,
      subject,
    },
  ];
  const agreed = isWhole && passed === rounds ? asAgreed(aim, results.flat()) : [];
  const own = findings(
    [...seen, ...agreed, ...tlsFacts(shown), ...wentAway(results.flat()), ...timesOf(aim, results.flat())],
    alone(lab, shown.startedAt),
  );
  return [...own, ...ofPaths(aim, results.flat(), lab), ...ofOperation(aim, { shown, lab, all })];
}

/** What a client calls a time-out of its handshake may be one of TCP: we see how far it comes. */
function phaseOf({ brokeAt }: ProbeResult): string {
  return brokeAt === 'dns' || brokeAt === 'tcp' || brokeAt === 'tls' ? brokeAt : 'later';
}

/** The shallow path was among what was done again, and fails: nothing deeper has to be suspected. */
function ofPaths({ paths: [shallow] }: Aim, results: readonly ProbeResult[], lab: Lab): readonly Finding[] {
  const own = results.filter(({ endpoint }) => endpoint === shallow?.id);
  const bad = own.find(({ standing }) => standing === 'down');
  if (bad === undefined || shallow === undefined || own.some(({ standing }) => standing === 'up')) return [];
  if (shallow.check.auth !== undefined) return [];
  return findings([outcomeSeen('http.shallow', 'the shallow path', bad)], alone(lab, bad.startedAt));
}

/** Nobody could sign in for it: the tests cannot either. */
export function isUnsigned({ standing, problem }: ProbeResult): boolean {
  return standing === 'unknown' && problem?.code === 'NO_TOKEN';
}

/** A test that gave up after a time is passed only by an answer within that time. */
function isGood(round: readonly ProbeResult[], symptom: Symptom, others: readonly Symptom[]): boolean {
  return round.every(
    (result) =>
      (result.standing === 'up' && result.durationMs < patienceOf(symptom)) ||
      isPastIt(symptom, others, result) ||
      isAnsweredNow(symptom, result),
  );
}

/** A server error is gone where the same path refuses for a reason: what the test hoped for may be that very refusal. */
function isAnsweredNow({ status: before = 0 }: Symptom, { http }: ProbeResult): boolean {
  const status = http?.status ?? 0;
  return before >= 500 && status >= 400 && status < 500 && status !== 408 && status !== 429;
}

function hung({ standing, durationMs }: ProbeResult): boolean {
  return standing === 'down' && durationMs > patienceMs;
}

/** Nothing came: to wait as long again would teach nothing. What is refused late has said something. */
function isSilent(result: ProbeResult): boolean {
  return hung(result) && (result.problem?.code.includes('TIMEOUT') ?? false);
}

/** It was there, and one of the replays was the last that it answered. */
function wentAway(results: readonly ProbeResult[]): readonly Seen[] {
  const gone = results.findIndex(({ problem }) => problem?.code === 'ECONNREFUSED');
  const before = results.slice(0, Math.max(0, gone)).findLast(({ url }) => hostIn(url) === hostIn(results[gone]?.url));
  if (before === undefined) return [];
  const says = `${before.endpoint} was still answered (${outcomeWord(before) ?? 'not measured'}), and then ${results[gone]?.endpoint} was refused: nothing listened any more`;
  return [{ fact: 'replay.went-away', value: true, says, subject: before.endpoint }];
}

function hostIn(url: string | undefined): string | undefined {
  return URL.parse(url ?? '')?.host;
}

function refusedLate({ http, endpoint, durationMs, problem }: ProbeResult): readonly Seen[] {
  if (http?.status === undefined || http.status < 500 || durationMs < lateRefusalMs) return [];
  const value = Math.round(durationMs / 100) / 10;
  const says = `${endpoint} was answered with ${http.status} after ${value} s (${problem?.message ?? ''})`;
  return [{ fact: 'http.refusal-seconds', value, says, subject: endpoint }];
}

/** Of several forms of handing over a token one may pass, and another not: each did the same every time, and they took turns. */
function ofForms(aim: Aim, results: readonly ProbeResult[], lab: Lab): readonly Finding[] {
  const seen = aim.forms.flatMap(({ id, authBy }) => {
    const own = results.filter(({ endpoint }) => endpoint === id);
    const [first] = own;
    const words = new Set(own.map(outcomeWord));
    const fact = authBy === undefined || !isObservedForm(authBy) ? undefined : forms[authBy];
    return first === undefined || fact === undefined || words.size !== 1 || own.length < rounds
      ? []
      : [outcomeSeen(fact, `with its token by ${authBy}`, first)];
  });
  const at = results[0]?.startedAt ?? lab.now().toISOString();
  return seen.length < 2 ? [] : findings(seen, { ...alone(lab, at), isControlled: true });
}

function ofOperation(aim: Aim, { shown, lab, all: results }: Omit<Shown, 'others'>): readonly Finding[] {
  const plain = results.find(({ endpoint }) => endpoint === aim.socket?.id);
  const socket = shown.kind === 'websocket' && shown.endpoint === aim.socket?.id ? shown : plain;
  const ofSocket = [...(socket === undefined ? [] : observeSocket(socket, lab)), ...ofForms(aim, results, lab)];
  const isNamed = shown.kind === 'http' && shown.endpoint === aim.failingPath?.id;
  if (!isNamed) return ofSocket;
  const own = outcomeSeen('http.failing-path', 'the path that failed', shown);
  return [...ofSocket, ...findings([own, ...refusedLate(shown)], alone(lab, shown.startedAt))];
}
