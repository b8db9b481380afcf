import type { ProbeResult } from '#domain/probe.ts';

import { speaksOfMany } from '../speaks-of-many.ts';
import { asOther } from './other-user.ts';
import { outcomeSeen, refusalFacts } from './answer-facts.ts';
import type { Aim, Experiment, Finding, Lab } from './experiment.ts';
import { findings, rawOf, type Seen } from './finding.ts';
import { pause } from './pause.ts';
import { outcomeWord } from './outcome.ts';
import { phraseOf } from '../phrases.ts';

/** Connections of the ladder: with what is asked beside them, ten at a time. */
export const rungs = 8;
/** Long enough that all of them, and what is asked meanwhile, overlap. */
const overlapMs = 1_000;
const [leastSpacingMs, mostSpacingMs] = [30, 200];
const mostTries = 2;

/** Opens eight connections one after the other, holds them together, and asks for the health path and another user meanwhile. */
export const connections: Experiment = {
  name: 'connections',
  observes: [
    'ws.fails-from',
    'ws.ladder',
    'ws.ladder-waited',
    'http.phrase',
    'http.while-open',
    'ws.fails-for-other-user',
    'ws.knee-repeats',
    'ws.oldest-closed',
  ],
  costSeconds: 3.5,
  doing: 'opening eight connections side by side',
  applies: ({ socket }) => socket !== undefined,
  run: async (aim, lab, signal) => {
    // What is a matter of chance may pass once and again.
    const times = speaksOfMany(aim.symptom) ? mostTries : 0;
    let silent = await climb(aim, undefined, { lab, signal });
    const canTalk = aim.socket?.socket.send !== undefined;
    const silentTimes = canTalk ? 0 : times;
    for (let tries = 0; tries < silentTimes && !hasFailed(silent) && !signal.aborted; tries += 1) {
      silent = await climb(aim, undefined, { lab, signal });
    }
    const talks = !hasFailed(silent) && canTalk && !signal.aborted;
    // What they share in the handler is touched only when they talk.
    let talking = talks ? await climb(aim, 'one-by-one', { lab, signal }) : undefined;
    // Those that race do so within milliseconds.
    let pace: Pace = 'one-by-one';
    for (
      let tries = 0;
      tries < Math.max(1, times) && talking !== undefined && !hasFailed(talking) && !signal.aborted;
      tries += 1
    ) {
      pace = 'at-once';
      talking = await climb(aim, pace, { lab, signal });
    }
    const first = talking !== undefined && hasFailed(talking) ? { ...talking, health: silent.health } : silent;
    const again =
      hasFailed(first) && !signal.aborted ? await climb(aim, talks ? pace : undefined, { lab, signal }) : undefined;
    return observe(aim, { first, second: again, lab });
  },
};

/** How those that talk follow each other: as they open, or all in the same moment. */
type Pace = 'one-by-one' | 'at-once';

interface Climb {
  readonly results: readonly ProbeResult[];
  readonly health?: ProbeResult | undefined;
  readonly other?: ProbeResult | undefined;
}

function hasFailed({ results }: Climb): boolean {
  return results.some(({ standing }) => standing === 'down');
}

interface Climbing {
  readonly lab: Lab;
  readonly signal: AbortSignal;
}

/** Without a pace nothing is said on them. */
async function climb(aim: Aim, pace: Pace | undefined, { lab, signal }: Climbing): Promise<Climb> {
  const { socket, paths, plain } = aim;
  if (socket === undefined) return { results: [] };
  const launched: Promise<ProbeResult>[] = [];
  const sends = pace !== undefined;
  const spacingMs = pace === 'at-once' ? 0 : spacingFor(plain);
  const hold = String(Math.round(overlapMs + rungs * Math.max(0, spacingMs - leastSpacingMs)));
  for (let count = 0; count < rungs && !signal.aborted; count += 1) {
    launched.push(lab.probe({ endpoint: socket, sends, changed: { hold } }, signal));
    if (spacingMs > 0) await pause(spacingMs, signal);
  }
  const [health] = paths;
  const other = asOther(aim);
  const [results, ...beside] = await Promise.all([
    Promise.all(launched),
    health === undefined ? undefined : lab.probe({ endpoint: health }, signal),
    other === undefined ? undefined : lab.probe({ endpoint: other }, signal),
  ]);
  return { results, health: beside[0], other: beside[1] };
}

interface Climbed {
  readonly first: Climb;
  readonly second: Climb | undefined;
  readonly lab: Lab;
}

function observe({ socket }: Aim, { first, second, lab }: Climbed): readonly Finding[] {
  const { health, other } = first;
  // Nobody who could not sign in was connected.
  const results = first.results.filter(({ standing }) => standing !== 'unknown');
  if (results.length < first.results.length) return [];
  const left = oldestClosed(results);
  const bad = results[failsFrom(results) - 1];
  // Where the oldest has to go, it is the next one that is too many.
  const from = left === undefined ? failsFrom(results) : left + 1;
  const subject = socket?.id;
  const good = results.filter(({ standing }) => standing === 'up').length;
  const how = bad === undefined ? '' : `, ${sayFrom(from, left)}: ${outcomeWord(bad)}`;
  const says = `${subject}: ${good} of ${results.length} connections side by side passed${how === '' ? ', none failed (0): ok' : how}`;
  const raw = bad === undefined ? undefined : rawOf(bad);
  const seen: readonly (readonly Seen[])[] = [
    [
      { fact: 'ws.fails-from', value: results.length === 0 ? undefined : from, says, raw, subject },
      // Where the first fails, there is nothing that many of them would add.
      {
        fact: 'ws.ladder',
        value: bad === undefined ? 'ok' : from === 1 ? undefined : outcomeWord(bad),
        says,
        raw,
        subject,
      },
    ],
    [
      {
        fact: 'ws.knee-repeats',
        value: second === undefined ? undefined : isSameKnee(first, second),
        says: `${subject}: passed (+) and failed (-) in order of opening: ${[first, second].map(sayOrder).join(', then ')}`,
        subject,
      },
    ],
    [ofOldest(first, second, subject)],
    bad === undefined || from === 1 ? [] : [ofWait(results.slice(0, from - 1), bad)],
    bad === undefined ? [] : saidBy(bad),
    health === undefined ? [] : [outcomeSeen('http.while-open', 'while the connections were open', health)],
    other === undefined ? [] : [ofOther(other)],
  ];
  const at = results[0]?.startedAt ?? lab.now().toISOString();
  return seen.flatMap((each) => findings(each, { group: lab.newGroup(), at, isControlled: from !== 1 }));
}

function sayFrom(from: number, left: number | undefined): string {
  if (left === undefined) return `the first that failed was number ${from}`;
  return `number ${from} was one too many, and those that were opened first were closed`;
}

function isSameKnee(first: Climb, second: Climb): boolean {
  const [left, again] = [first, second].map(({ results }) => oldestClosed(results));
  if (left !== undefined) return left === again;
  return failsFrom(first.results) === failsFrom(second.results) && [first, second].every(isLimit);
}

/** How many are left when those that were opened first were closed again, and none of the later ones; undefined otherwise. */
function oldestClosed(results: readonly ProbeResult[]): number | undefined {
  const left = results.findIndex(({ standing }) => standing === 'up');
  const closed = results.slice(0, Math.max(0, left));
  const isSo =
    closed.length > 0 &&
    closed.every(({ standing, ws }) => standing === 'down' && ws?.status === 101) &&
    results.slice(left).every(({ standing }) => standing === 'up');
  return isSo ? results.length - left : undefined;
}

function ofOldest(first: Climb, second: Climb | undefined, subject: string | undefined): Seen {
  const [left, again] = [first, second].map((climbed) => oldestClosed(climbed?.results ?? []));
  const value = second === undefined ? undefined : left !== undefined && left === again;
  const says = `${subject}: passed (+) and failed (-) in order of opening: ${[first, second].map(sayOrder).join(', then ')}; those that were opened first ${value === true ? `were closed when more than ${left} were open` : 'were not the ones that failed'}`;
  return { fact: 'ws.oldest-closed', value, says, subject };
}

/** Longer than a refusal takes, and than the quickest took that passed: others may have waited for their turn, and got it. */
const waitedMs = 400;
const waitedTimes = 3;

function ofWait(results: readonly ProbeResult[], bad: ProbeResult): Seen {
  const opened = results.flatMap(({ standing, steps }) => (standing === 'up' ? msUntilUpgrade(steps) : []));
  const usualMs = opened.length === 0 ? 0 : Math.min(...opened);
  const tookMs = msUntilUpgrade(bad.steps);
  const value = tookMs > waitedMs && tookMs > waitedTimes * usualMs;
  const says = `${bad.endpoint}: the first that failed was refused after ${Math.round(tookMs)} ms, the quickest was open after ${Math.round(usualMs)} ms`;
  return { fact: 'ws.ladder-waited', value, says, subject: bad.endpoint };
}

function msUntilUpgrade(steps: ProbeResult['steps']): number {
  return steps.reduce((sum, { step, durationMs = 0 }) => (beforeOpen.has(step) ? sum + durationMs : sum), 0);
}

const beforeOpen: ReadonlySet<string> = new Set(['dns', 'tcp', 'tls', 'upgrade']);

/** What the refusal says, in its body or as the reason of the close. */
function saidBy(bad: ProbeResult): readonly Seen[] {
  const reason = bad.ws?.closeReason ?? '';
  const subject = bad.endpoint;
  const phrase = phraseOf(reason);
  if (phrase === 'none') return refusalFacts(bad).filter(({ fact }) => fact === 'http.phrase');
  return [{ fact: 'http.phrase', value: phrase, says: `${subject} was closed with "${reason}": ${phrase}`, subject }];
}

function ofOther(other: ProbeResult): Seen {
  const seen = outcomeSeen('ws.fails-for-other-user', 'another user meanwhile', other);
  return { ...seen, value: other.standing === 'down' };
}

/** So that one is open before the next is asked for: the order in which they are opened is that in which they are taken. */
function spacingFor(plain: ProbeResult | undefined): number {
  const openMs = plain?.ws?.status === 101 ? msUntilUpgrade(plain.steps) : 0;
  return Math.min(mostSpacingMs, Math.max(leastSpacingMs, 2 * openMs));
}

/** From a number on none passes. */
function isLimit({ results }: Climb): boolean {
  const from = failsFrom(results);
  return from > 0 && results.slice(from).every(({ standing }) => standing !== 'up');
}

function sayOrder(climbed: Climb | undefined): string {
  return (climbed?.results ?? []).map(({ standing }) => (standing === 'up' ? '+' : '-')).join('');
}

/** From which on most of them failed; 0 where none did. */
function failsFrom(results: readonly ProbeResult[]): number {
  return results.findIndex(({ standing }) => standing === 'down') + 1;
}
