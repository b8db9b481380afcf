import type { Symptom } from '#domain/diagnosis.ts';
import type { Observation } from '#domain/observation.ts';

import { decibans, type Cause, type Layer, type Prediction, type Weight } from './cause.ts';
import type { FactName } from './facts.ts';
import { rungs } from './experiments/connections.ts';
import { isOfAnotherFault } from './of-another-fault.ts';
import { isPredicted } from './predicted-values.ts';
import { isStillConnecting, opaquePhases } from './shows-as.ts';
import { speaksOfMany } from './speaks-of-many.ts';

/** An observation as one symptom looks at it. */
export interface SeenOf extends Observation {
  /** It was made at another host than the one that failed. */
  readonly isElsewhere?: boolean | undefined;
}

/** What one observation says about one cause. */
export interface Link {
  readonly observation: Observation;
  /** From −20 to 20. */
  readonly decibans: number;
}

export interface Evidence {
  /** What speaks for it, each fact and each group once, the strongest first. Those of equal facts or groups are left out. */
  readonly counted: readonly Link[];
  readonly against: readonly Link[];
  /** All that was seen as predicted, and all that was not, the strongest first, correlated ones too. */
  readonly supports: readonly Link[];
  readonly contradicts: readonly Link[];
  /** Sum of what is counted, for and against. */
  readonly decibans: number;
  /** 0 to 1: the share of what it predicts that was looked at, by weight. */
  readonly coverage: number;
}

/** Facts that say something only beside another one: the same thing with one factor changed. */
const compared = [
  'ws.token.bad',
  'ws.token.expired',
  'ws.token.none',
  'ws.token.issued',
  'ws.form.header',
  'ws.form.subprotocol',
  'ws.form.subprotocol-dot',
  'ws.origin.other',
  'ws.origin.none',
  'ws.origin.of-test',
  'ws.other-user',
  'ws.direct',
  'ws.no-deflate',
  'http.h1',
  'http.h2',
  'http.direct',
  'http.failing-direct',
  'http.other-agent',
  'ip.v4',
  'ip.v6',
  'proxy.with',
  'proxy.without',
] as const satisfies readonly FactName[];

const comparedFacts: ReadonlySet<string> = new Set(compared);

/** What is seen in five ways is not surer than certain; and what explains least of it may still be behind it. */
const mostFor = 40;

/** What was seen, weighed for one cause: pure arithmetic, in decibans. */
export function weighEvidence(cause: Cause, observations: readonly SeenOf[], symptom: Symptom): Evidence {
  const isSocketBeside = isBeside(symptom, observations);
  // What passes for us passes eight times as well, and says as little of the client of the tests.
  const isOfOtherClient = observations.some(({ fact, value }) => fact === 'replay.other-client' && value === true);
  // That all of it fails alike again says something of an order only beside what the test does alone.
  const isAloneKnown = observations.some(({ fact }) => fact === 'rerun.alone');
  const isWell = isOfOtherClient || observations.some(({ fact, value }) => fact === 'replay.passed' && value === 3);
  const isMixed = observations.some(({ fact, value }) => fact === 'rerun.alone' && value === 'mixed');
  const links = observations
    // Once it was green and red: that it was the same twice more is chance.
    .filter(({ fact, value }) => !isMixed || fact !== 'rerun.alone' || value === 'mixed')
    .filter((seen) => !isOfTooFew(seen, observations) && !isOutdone(seen, observations))
    .filter((seen) => !isKnownBetter(seen, symptom, observations))
    .filter((seen) => !isOfOneAlone(seen, symptom, observations))
    .filter((seen) => !isSocketBeside || !seen.fact.startsWith('ws.') || isSameLimit(seen, symptom, observations))
    .filter((seen) => !isOfAnotherFault(seen, symptom))
    .filter((seen) => !isOfAnotherWay(cause, seen))
    .flatMap((observation) => linksOf(cause, observation, symptom))
    .filter((link) => link.decibans > 0 || !isMixed || !isOfFewRuns(link.observation))
    .filter((link) => link.decibans < 0 || !isNoBetter(link.observation, observations))
    .filter(({ decibans: weight, observation }) => weight < 0 || isAloneKnown || !isAlike(observation))
    .filter((link) => link.decibans < 0 || !isWell || !isUnsent(cause, symptom, link.observation))
    .filter((link) => !isOfOtherClient || link.decibans > 0 || !isAllOk(link.observation));
  const supports = links.filter((link) => link.decibans > 0).toSorted((one, other) => other.decibans - one.decibans);
  const contradicts = links.filter((link) => link.decibans < 0).toSorted((one, other) => one.decibans - other.decibans);
  const counted = once(supports);
  const against = once(contradicts);
  const sum = Math.min(mostFor, total(counted)) + total(against);
  return { counted, against, supports, contradicts, decibans: sum, coverage: coverageOf(cause, observations) };
}

/** What is asked otherwise, and what it is held against. */
const plainOf: ReadonlyMap<string, FactName> = new Map<FactName, FactName>([
  ['ws.origin.none', 'ws.token.good'],
  ['ws.origin.other', 'ws.token.good'],
  ['ws.other-user', 'ws.token.good'],
  ['ws.token.issued', 'ws.token.good'],
  ['ws.direct', 'ws.plain'],
  ['ws.no-message', 'ws.plain'],
  ['http.direct', 'http.shallow'],
  ['http.failing-direct', 'http.failing-path'],
]);

/** It passes the other way, and passes as configured: the difference between the two is none. */
function isNoBetter({ fact, value }: Observation, observations: readonly SeenOf[]): boolean {
  const plain = observations.filter((each) => each.fact === plainOf.get(fact));
  return value === 'ok' && plain.length > 0 && plain.every((each) => each.value === 'ok');
}

/** Alone it was green and red: that the one or two whole runs there were had it red is chance. */
function isOfFewRuns({ fact, value }: Observation): boolean {
  return (fact === 'history.came-and-went' && value === false) || (fact === 'rerun.suite' && value === 'alike');
}

const ofLadder: ReadonlySet<string> = new Set([
  'ws.fails-from',
  'ws.ladder',
  'http.while-open',
] satisfies readonly FactName[]);

/** Our ladders end long before the number of sockets that the test opened: that they pass says nothing of so many. */
function isOfTooFew({ fact, value }: SeenOf, observations: readonly SeenOf[]): boolean {
  if (!ofLadder.has(fact) || (value !== 0 && value !== 'ok')) return false;
  return observations.some((each) => each.fact === 'report.sockets-before' && Number(each.value) > rungs);
}

/** What happens to many at once is nothing of an assertion on one, which no test of many makes. */
function isOfOneAlone({ fact }: SeenOf, symptom: Symptom, observations: readonly SeenOf[]): boolean {
  if (!/^ws\.(?:fails-|ladder|knee-)/u.test(fact)) return false;
  const isToldElse =
    !opaquePhases.includes(symptom.phase) || symptom.status !== undefined || symptom.closeCode !== undefined;
  return !isToldElse && !speaksOfMany(symptom) && !observations.some((each) => each.fact === 'report.sockets-before');
}

/** What the websocket does not keep from answering, another operation of the test may; and who came back may leave again. */
function isOutdone({ fact, value }: SeenOf, observations: readonly SeenOf[]): boolean {
  if (fact !== 'http.meanwhile-ms' && fact !== 'replay.later') return false;
  return observations.some((each) => each.fact === fact && Number(each.value) > Number(value));
}

/** The client only knew that it was not connected yet; done again it was seen how far it comes. */
function isKnownBetter({ fact }: SeenOf, symptom: Symptom, observations: readonly SeenOf[]): boolean {
  if (fact !== 'report.phase' || !isStillConnecting(symptom)) return false;
  return observations.some((each) => each.fact === 'replay.phase' && each.value === 'tls');
}

function isAlike({ fact, value }: Observation): boolean {
  return fact === 'rerun.suite' && value === 'alike';
}

function isAllOk({ fact, value }: Observation): boolean {
  return fact === 'repeat.pattern' && value === 'all-ok';
}

/** A WebSocket that is well says nothing of a path of HTTP that is not, and none says anything of what a path has answered. */
function isBeside({ phase, target }: Symptom, observations: readonly Observation[]): boolean {
  if (phase === 'assertion' && /^https?:/u.test(target ?? '')) return true;
  const plain = observations.filter(({ fact }) => fact === 'ws.plain');
  const isOfHttp = phase === 'http' || (opaquePhases.includes(phase) && /^https?:/u.test(target ?? ''));
  return isOfHttp && plain.length > 0 && plain.every(({ value }) => value === 'ok');
}

/** Where nothing was sent, and all passes for us, what is odd about the stack is not why. */
function isUnsent({ layer }: Cause, { phase }: Symptom, { fact }: Observation): boolean {
  return phase === 'before-io' && layer !== 'tests' && layer !== 'subprotocol' && /^(?:ws|http|repeat)\./u.test(fact);
}

/** Alone it is well; but one too many is refused with the very status of the failure. */
function isSameLimit({ fact }: SeenOf, { status }: Symptom, observations: readonly SeenOf[]): boolean {
  if (status === undefined || !/^ws\.(?:ladder|fails-|knee-)/u.test(fact)) return false;
  return observations.some((each) => each.fact === 'ws.ladder' && String(each.value).endsWith(`STATUS_${status}`));
}

/** The way to one host says nothing of the way to another: names, ports and certificates are each their own. */
function isOfAnotherWay({ layer }: Cause, { isElsewhere, fact }: SeenOf): boolean {
  return isElsewhere === true && wayLayers.has(layer) && ofOneHost.test(fact);
}

const wayLayers: ReadonlySet<string> = new Set(['dns', 'tcp', 'tls'] satisfies readonly Layer[]);
const ofOneHost = /^(?:http|tls|address|ip|scheme|ws|dns\.(?:name|addresses|agrees)$)/u;

/** The two directions of a prediction never hold at once, but several predictions of one fact may: each of them is weighed. */
function linksOf(cause: Cause, observation: Observation, symptom: Symptom): readonly Link[] {
  return cause.predicts
    .filter(({ fact }) => fact === observation.fact)
    .flatMap((prediction) => {
      const weight = weightOf(prediction, observation, symptom);
      return weight === undefined ? [] : [{ observation, decibans: capped(decibans[weight], observation) }];
    });
}

function weightOf(prediction: Prediction, { value }: Observation, symptom: Symptom): Weight | undefined {
  return isPredicted(prediction, value, symptom) ? prediction.then : prediction.otherwise;
}

/** A comparison in which more than one thing may have changed is a hint, whatever it shows. */
function capped(weight: number, { fact, isControlled }: Observation): number {
  if (isControlled || !comparedFacts.has(fact)) return weight;
  return Math.max(decibans.against, Math.min(decibans.weak, weight));
}

function total(links: readonly Link[]): number {
  return links.reduce((sum, link) => sum + link.decibans, 0);
}

/** Correlated observations count once, and so does a fact that was seen again: the strongest of each. */
function once(sorted: readonly Link[]): readonly Link[] {
  const groups = new Set<string>();
  const facts = new Set<string>();
  return sorted.filter(({ observation: { group, fact } }) => {
    if (groups.has(group) || facts.has(fact)) return false;
    groups.add(group);
    facts.add(fact);
    return true;
  });
}

function coverageOf({ predicts }: Cause, observations: readonly Observation[]): number {
  const weights = new Map<string, number>();
  for (const { fact, then, otherwise } of predicts) {
    const strongest = Math.max(Math.abs(decibans[then]), otherwise === undefined ? 0 : Math.abs(decibans[otherwise]));
    weights.set(fact, Math.max(weights.get(fact) ?? 0, strongest));
  }
  const seen = new Set(observations.map(({ fact }) => fact));
  const whole = [...weights.values()].reduce((sum, weight) => sum + weight, 0);
  const looked = [...weights].reduce((sum, [fact, weight]) => sum + (seen.has(fact) ? weight : 0), 0);
  return whole === 0 ? 0 : looked / whole;
}
