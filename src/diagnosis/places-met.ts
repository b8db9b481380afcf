import type { Contact, TestResult } from '#domain/test-result.ts';

import { isExpectedTarget } from './expected-target.ts';
import type { Around } from './find-symptom-endpoint.ts';
import type { ReadTest } from './symptom-clusters.ts';

/** Of several whom it spoke with, the one that the environment does not know. */
export function strangerMet({ contacts = [] }: TestResult, { environment, variables }: Around): string | undefined {
  const places = new Set(contacts.map(({ host, port }) => `${host}:${port}`));
  const strangers = [...places].filter((place) => isExpectedTarget(place, environment, variables) === false);
  return strangers.length === 1 ? strangers[0] : undefined;
}

export function addressMet(test: TestResult): string | undefined {
  const place = placeMet(test);
  return place === undefined ? undefined : `http://${place}`;
}

/** Who was connected to and whose certificate was refused, where the text has the path of the request at most. */
export function withPeer(facts: ReadTest['facts'], test: TestResult): ReadTest['facts'] {
  const { target = '/' } = facts;
  const place = facts.phase === 'tls' && target.startsWith('/') ? peerOf(test) : undefined;
  return place === undefined ? facts : { ...facts, target: `https://${place}${target}` };
}

/** Whom it opened a connection to and asked nothing. */
function peerOf({ contacts = [], exchanges = [] }: TestResult): string | undefined {
  const asked = new Set(exchanges.map(({ url }) => URL.parse(url)?.hostname));
  return onlyPlace(contacts.filter(({ host, connections }) => connections > 0 && !asked.has(host)));
}

/** A path that one test alone was seen to ask of somebody is what the others asked of the same. */
export function withWholeAddresses(read: readonly ReadTest[]): readonly ReadTest[] {
  const urls = Map.groupBy(
    new Set(read.flatMap(({ facts: { target } }) => (target?.includes('://') === true ? [target] : []))),
    (url) => URL.parse(url)?.pathname,
  );
  return read.map(({ facts, ...rest }) => {
    const [url, ...others] = facts.target?.startsWith('/') === true ? (urls.get(facts.target) ?? []) : [];
    return { ...rest, facts: url === undefined || others.length > 0 ? facts : { ...facts, target: url } };
  });
}

/** What other tests were seen to ask an address with, where all asked it alike, and nobody saw this one ask. */
export function withMethods(read: readonly ReadTest[]): readonly ReadTest[] {
  const seen = Map.groupBy(
    read.flatMap(({ test: { exchanges = [] } }) => exchanges),
    ({ url }) => url,
  );
  return read.map(({ facts, exchange, test }) => {
    const asked = facts.method === undefined && exchange === undefined ? (seen.get(facts.target ?? '') ?? []) : [];
    const [method, ...others] = new Set(asked.map((each) => each.method));
    return { test, exchange, facts: method === undefined || others.length > 0 ? facts : { ...facts, method } };
  });
}

/** A request without a body, or one that signs in. */
const usualBytes = 600;
const [mostRequests, longFrom] = [3, 4_096];

/**
 * How long the headers of its last request may have been: what it sent, less what the few others usually take. Undefined where it
 * sent bodies, messages or many requests, and where that is no length that anybody refuses.
 */
export function headerBytesOf({ contacts = [], exchanges = [] }: TestResult): number | undefined {
  const last = exchanges.at(-1);
  const isTalk = exchanges.some(({ status }) => status === 101);
  const hasBodies =
    exchanges.slice(1).some(({ method }) => method !== 'GET') || (last === exchanges[0] && last?.method !== 'GET');
  if (last === undefined || exchanges.length > mostRequests || isTalk || hasBodies) return undefined;
  const sent = contacts.reduce((sum, { bytesOut = 0 }) => sum + bytesOut, 0) - usualBytes * (exchanges.length - 1);
  return sent >= longFrom ? sent : undefined;
}

/** Where the text names nobody, the one whom the test was seen to speak with. */
export function withPlace({ facts, test }: ReadTest): ReadTest['facts'] {
  // Whoever was connected to was found and reached: it is another one that was not.
  const isReached = facts.phase !== 'dns' && facts.phase !== 'tcp';
  const target = facts.target ?? (isReached ? placeMet(test) : undefined);
  return target === undefined ? facts : { ...facts, target };
}

/** `host:port`; undefined where it met none or several. */
export function placeMet({ contacts = [] }: TestResult): string | undefined {
  return onlyPlace(contacts);
}

function onlyPlace(contacts: readonly Contact[]): string | undefined {
  const places = new Set(contacts.map(({ host, port }) => `${host}:${port}`));
  const [place] = places;
  return places.size === 1 ? place : undefined;
}
