import type { Environment } from '#domain/configuration.ts';
import type { Symptom } from '#domain/diagnosis.ts';
import type { Setting, Variables } from '#domain/setting.ts';
import { isRed, type TestResult } from '#domain/test-result.ts';

import { failingExchange, withExchange } from './failing-exchange.ts';
import { endpointOf, type Around } from './find-symptom-endpoint.ts';
import { readFailure } from './read-failure.ts';
import {
  addressMet,
  headerBytesOf,
  strangerMet,
  withPeer,
  withMethods,
  withPlace,
  withWholeAddresses,
} from './places-met.ts';
import { clusterFailures, patternOf, type ReadTest } from './symptom-clusters.ts';
import { titleOf } from './symptom-title.ts';
import { targetUrl } from './target-url.ts';

export interface SymptomContext {
  readonly environment: Environment;
  /** Of this process: what `{ env }` in the addresses of the environment stands for. */
  readonly variables?: Variables | undefined;
  /** What the suite is given; its addresses tell what it speaks with. */
  readonly suite?: Readonly<Record<string, Setting>> | undefined;
}

/** In place of an error, of tests that passed. */
export const notRed = 'passed';

const most = 10;
const mostTests = 100;
/** What many thousands of failures say is said by these. */
const mostRead = 5_000;

/**
 * The red tests of a run, clustered by what their texts say: the most tests first, at most ten, the last of them `other`
 * where there would be more. The same tests give the same symptoms with the same ids.
 */
export function findSymptoms(tests: readonly TestResult[], context: SymptomContext): readonly Symptom[] {
  const around = { ...context, variables: context.variables ?? {} };
  const clusters = clusterFailures(readRed(tests));
  const kept = clusters.length > most ? clusters.slice(0, most - 1) : clusters;
  const rest = clusters.slice(kept.length).flat();
  const symptoms = kept.map((cluster, index) => toSymptom(`s${index + 1}`, cluster, around));
  return rest.length === 0 ? symptoms : [...symptoms, toOther(`s${symptoms.length + 1}`, rest)];
}

/** Of a run that passed, and of which nothing shows that it tested anything: the tests that passed. Empty where there are none. */
export function findDoubt(tests: readonly TestResult[]): readonly Symptom[] {
  const passed = tests.filter(({ outcome }) => outcome === 'passed');
  const count = passed.length === 1 ? '1 test' : `${passed.length} tests`;
  const cluster = passed.map((test) => ({ test }));
  if (passed.length === 0) return [];
  return [
    {
      id: 's1',
      phase: 'unknown',
      title: `passed, which nothing proves, in ${count}`,
      error: notRed,
      ...sizeOf(cluster),
    },
  ];
}

/** Of a run that ended without a single test. */
export function findNothing(): readonly Symptom[] {
  const counted = { tests: [], testCount: 0, medianMs: 0 };
  return [{ id: 's1', phase: 'unknown', title: 'no test ran', error: 'none', ...counted }];
}

/** The red tests, each with what its text says and its requests add; at most 5,000. */
export function readRed(tests: readonly TestResult[]): readonly ReadTest[] {
  const red = tests.filter(({ outcome }) => isRed(outcome)).slice(0, mostRead);
  const read = red.map((test) => {
    const facts = readFailure(test.failure ?? { type: '', message: '', details: '' });
    const exchange = failingExchange(facts, test);
    return { test, exchange, facts: withPeer(withExchange(facts, exchange), test) };
  });
  return withMethods(withWholeAddresses(read));
}

function toSymptom(id: string, cluster: readonly ReadTest[], around: Around): Symptom {
  const facts = cluster[0]?.facts;
  const { error = 'none', closeCode, closedBy, closeReason, status } = facts ?? {};
  const told = sharedOf(cluster.map((each) => each.facts.target));
  const met = phaseSpeaksHttp(facts) ? sharedOf(cluster.map(({ test }) => addressMet(test))) : undefined;
  const usual = phaseSpeaksHttp(facts) ? usualOf(cluster.flatMap((each) => each.facts.target ?? [])) : undefined;
  const target =
    told ?? usual ?? met ?? sharedPlace(cluster) ?? sharedOf(cluster.map(({ test }) => strangerMet(test, around)));
  // Of a set-up that failed once for many, one of them was seen to ask.
  const origin = sharedOf(cluster.flatMap((each) => each.exchange?.origin ?? []));
  // Of those that asked there: the others may have asked for something else.
  const askers = cluster.filter(({ facts: own }) => own.target === target);
  const method = sharedOf((askers.length > 0 ? askers : cluster).flatMap((each) => each.facts.method ?? []));
  const [headerBytes] = cluster.flatMap(({ test }) => headerBytesOf(test) ?? []);
  const endpoint = sharedOf(cluster.map((each) => endpointOf(withPlace(each), around)));
  return {
    id,
    phase: cluster.find((each) => each.facts.phase === 'steady')?.facts.phase ?? facts?.phase ?? 'unknown',
    title: titleOf(cluster, told),
    error,
    ...(closeCode !== undefined && { closeCode }),
    ...(closedBy !== undefined && { closedBy }),
    ...(closeReason !== undefined && { closeReason }),
    ...(status !== undefined && { status }),
    ...(target !== undefined && { target }),
    ...(endpoint !== undefined && { endpoint }),
    ...(isWriting(method) && { method }),
    ...(origin !== undefined && { origin }),
    ...(headerBytes !== undefined && { headerBytes }),
    ...sizeOf(cluster),
  };
}

function isWriting(method: string | undefined): boolean {
  return method !== undefined && method !== 'GET' && method !== 'HEAD';
}

function phaseSpeaksHttp(facts: ReadTest['facts'] | undefined): boolean {
  return facts?.phase === 'http';
}

function toOther(id: string, rest: readonly ReadTest[]): Symptom {
  const count = rest.length === 1 ? '1 test' : `${rest.length} tests`;
  return {
    id,
    phase: 'unknown',
    title: `Other failures, each unlike the rest, in ${count}`,
    error: 'other',
    ...sizeOf(rest),
  };
}

function sizeOf(cluster: readonly Pick<ReadTest, 'test'>[]): Pick<Symptom, 'medianMs' | 'tests' | 'testCount'> {
  return {
    medianMs: medianOf(cluster.map(({ test }) => test.durationMs)),
    tests: cluster.slice(0, mostTests).map(({ test }) => test.id),
    testCount: cluster.length,
  };
}

export function medianOf(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((one, other) => one - other);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}

/** Of several paths of one host, which fail alike, the one that most tests asked for: one is as good as the other to ask again. */
function usualOf(targets: readonly string[]): string | undefined {
  const urls = targets.filter((target) => URL.canParse(target));
  const counts = [...Map.groupBy(urls, patternOf).values()].toSorted((one, other) => other.length - one.length);
  const hosts = new Set(targets.map((target) => URL.parse(target)?.host));
  return hosts.size === 1 ? counts[0]?.[0] : undefined;
}

/** Paths apart, one host: before anything is asked for, they are one thing. */
function sharedPlace(cluster: readonly ReadTest[]): string | undefined {
  if (!cluster.every(({ facts }) => facts.phase === 'dns' || facts.phase === 'tcp' || facts.phase === 'tls')) return;
  return sharedOf(cluster.map(({ facts }) => targetUrl(facts.target)?.host));
}

/** What all name; of paths that differ in their ids alone the first. */
function sharedOf(values: readonly (string | undefined)[]): string | undefined {
  const [first] = values;
  if (first === undefined || values.includes(undefined)) return undefined;
  return new Set(values.map(patternOf)).size === 1 ? first : undefined;
}
