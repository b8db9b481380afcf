import type { Symptom } from '#domain/diagnosis.ts';
import type { ProbeResult } from '#domain/probe.ts';
import type { Endpoint } from '#probes/endpoints.ts';

import type { Aim } from './experiments/experiment.ts';
import { rawOf, type Seen } from './experiments/finding.ts';
import { gaveUp } from './gave-up.ts';

const leastPatienceMs = 200;

/** How long its tests waited; without end where they did not give up. */
export function patienceOf({ error, medianMs }: Symptom): number {
  return gaveUp({ error }) && medianMs >= leastPatienceMs ? medianMs : Number.POSITIVE_INFINITY;
}

/** What how long the replays took says. */
export function timesOf(aim: Aim, results: readonly ProbeResult[]): readonly Seen[] {
  const ofFirst = firstSlow(results);
  // What only the first needed is not how long it takes.
  return [...(ofFirst.length > 0 ? ofFirst : tooLate(aim, results)), ...quicker(aim, results)];
}

const soonMs = 2_500;

/** It passes, but later than the test waited: given more time, it is well. */
function tooLate({ symptom, operations }: Aim, results: readonly ProbeResult[]): readonly Seen[] {
  const late = results.find((each) => isAnswered(each) && each.durationMs >= patienceOf(symptom));
  if (late === undefined) return [];
  const [took, waited] = [late.durationMs, patienceOf(symptom)].map((ms) => `${Math.round(ms)} ms`);
  const says = `${late.endpoint} passes after ${took}, later than the ${waited} after which the tests failed`;
  const of = { says, raw: rawOf(late), subject: late.endpoint };
  // People wait that long without a word, or the team said that it may take so long: it was the tests that did not.
  const allowedMs = allowedFor(operations.find(({ id }) => id === late.endpoint));
  const isSoon = late.durationMs < Math.max(soonMs, allowedMs);
  return [
    { fact: 'replay.longer-timeout', value: 'ok', ...of, says: `${says}: ok` },
    ...(isSoon ? [{ fact: 'replay.over-timer', value: true, ...of } as const] : []),
  ];
}

/** With what was asked for, though later than the team allows. */
function isAnswered({ standing, problem, http }: ProbeResult): boolean {
  if (standing === 'up') return true;
  const unmet = http?.assertions.filter(({ outcome }) => outcome === 'failed') ?? [];
  return problem?.code === 'ASSERTION' && unmet.length > 0 && unmet.every(({ what }) => what === 'first byte');
}

function allowedFor(endpoint: Endpoint | undefined): number {
  if (endpoint === undefined) return 0;
  return (endpoint.kind === 'http' ? endpoint.check.withinMs : endpoint.socket.withinMs) ?? 0;
}

const slowerBy = 4;
const slowerMs = 800;
const fewestAfter = 2;

/** Nobody had asked for a while, and the first took much longer than all that followed; how long it took to connect is not counted. */
function firstSlow(results: readonly ProbeResult[]): readonly Seen[] {
  // What is refused says nothing of how long an answer takes, and a conversation takes longer than a look at a health path.
  const [first, ...others] = results.filter(({ standing }) => standing === 'up');
  if (first === undefined || first !== results[0]) return [];
  const took = others
    .filter(({ endpoint }) => endpoint === first.endpoint)
    .map(servedMs)
    .toSorted((one, other) => one - other);
  const median = took[Math.floor(took.length / 2)];
  const firstMs = servedMs(first);
  if (median === undefined || took.length < fewestAfter) return [];
  if (firstMs < slowerBy * median || firstMs < median + slowerMs) return [];
  const says = `the first of ${took.length + 1} replays, ${first.endpoint}, took ${Math.round(firstMs)} ms, the others ${Math.round(median)} ms (median)`;
  return [{ fact: 'http.first-slow', value: true, says, raw: rawOf(first), subject: first.endpoint }];
}

const beforeServed: ReadonlySet<string> = new Set(['dns', 'tcp', 'tls']);

function servedMs({ durationMs, steps }: ProbeResult): number {
  const connecting = steps.filter(({ step }) => beforeServed.has(step));
  return durationMs - connecting.reduce((sum, each) => sum + (each.durationMs ?? 0), 0);
}

const longFromMs = 900;
const quickShare = 3;

/** A test that was not content with an answer lasts as long as what it asked for, and what it waits for by itself. */
function quicker({ symptom }: Aim, results: readonly ProbeResult[]): readonly Seen[] {
  const { phase, error, medianMs } = symptom;
  const [first, ...others] = results.filter(({ standing }) => standing === 'up');
  if (phase !== 'assertion' || gaveUp({ error }) || medianMs < longFromMs || first === undefined) return [];
  const slowest = others.reduce((one, other) => (other.durationMs > one.durationMs ? other : one), first);
  const says = `${slowest.endpoint} took ${Math.round(slowest.durationMs)} ms at most, the test ${Math.round(medianMs)} ms`;
  const value = slowest.durationMs * quickShare < medianMs;
  return [{ fact: 'replay.quicker', value, says, raw: rawOf(slowest), subject: slowest.endpoint }];
}
