import type { Exchange, TestResult } from '#domain/test-result.ts';

import type { FailureFacts } from './errors/failure-facts.ts';

/** A red test with what its text says. */
export interface ReadTest {
  readonly test: TestResult;
  readonly facts: FailureFacts;
  /** The request that it is about, where it was seen and is the only one that can be meant. */
  readonly exchange?: Exchange | undefined;
}

const most = 10;
const alikeFrom = 3;

/**
 * Failures that look alike: by how far they came, class and code of the error, who closed with which code and reason, status,
 * path, and how long they took where that falls apart widely and is no answer that refuses. The most tests first. What fails alike on three targets or
 * more is one failure, of none of them.
 */
export function clusterFailures(read: readonly ReadTest[]): readonly (readonly ReadTest[])[] {
  const looks = grouped(read, ({ facts }) => lookOf(facts));
  const byTarget = looks.flatMap((look) => {
    const targets = grouped(look, ({ facts }) => patternOf(facts.target));
    return targets.length >= alikeFrom ? [look] : targets;
  });
  const fine = byTarget.flatMap((cluster) => (isRefused(cluster) ? [cluster] : splitByDuration(cluster)));
  const clusters = fine.length > most ? looks : fine;
  return clusters.toSorted((one, other) => other.length - one.length);
}

function grouped(read: readonly ReadTest[], keyOf: (each: ReadTest) => string): readonly (readonly ReadTest[])[] {
  return [...Map.groupBy(read, keyOf).values()];
}

function lookOf(facts: FailureFacts): string {
  const { phase, error, code, status, closeCode, closedBy, closeReason, missingEvent, eventOrder, crossUser } = facts;
  const isNamed = [code, status, closeCode, missingEvent, eventOrder, crossUser].some((fact) => fact !== undefined);
  const words = isNamed ? '' : withoutNumbers(facts.excerpt.split('\n', 1)[0] ?? '').slice(0, 120);
  const reason = closeReason === undefined ? '' : withoutNumbers(closeReason).slice(0, 80);
  return JSON.stringify([
    isConversation(phase) ? 'open' : phase,
    // A close is one close, whether the test let its exception out or put it into words of its own.
    closeCode === undefined ? error : '',
    code,
    status,
    closeCode,
    closedBy,
    reason,
    missingEvent,
    eventOrder,
    crossUser,
    words,
  ]);
}

/** Whether a message had come before is a guess from the source lines, and not what makes two failures differ. */
function isConversation(phase: FailureFacts['phase']): boolean {
  return phase === 'first-message' || phase === 'steady';
}

/** What differs from test to test says nothing: numbers, ids, addresses. */
function withoutNumbers(text: string): string {
  return text.slice(0, 1_000).replaceAll(/\b(?=[\da-f-]*\d)[\da-f-]{8,64}\b|\d+(?:[.:]\d+)*/giu, '#');
}

/** `/api/threads/4f1c…/messages` and `/api/threads/77/messages` are one path. The address in front of it stays. */
export function patternOf(target: string | undefined): string {
  if (target === undefined) return '';
  const [, address = '', path = ''] = /^(\w+:\/\/[^/]*|[^/]*)(.*)$/su.exec(target) ?? [];
  return address + withoutNumbers(path);
}

/** Who is refused is refused at once: the rest of the time is what the test did before it asked. */
function isRefused(cluster: readonly ReadTest[]): boolean {
  const status = cluster[0]?.facts.status ?? 0;
  return status >= 400 && status < 500 && status !== 408;
}

const gap = 8;
const atLeastMs = 2_000;

/** A failure at once and the same one after a minute are two, where nothing lies between them. */
function splitByDuration(cluster: readonly ReadTest[]): readonly (readonly ReadTest[])[] {
  const sorted = cluster.toSorted((one, other) => one.test.durationMs - other.test.durationMs);
  const at = sorted.findIndex(({ test }, index) => {
    const before = sorted[index - 1]?.test.durationMs;
    return before !== undefined && test.durationMs >= atLeastMs && test.durationMs > gap * Math.max(before, 1);
  });
  if (at < 0) return [cluster];
  const late = new Set(sorted.slice(at));
  return [cluster.filter((each) => !late.has(each)), ...splitByDuration(cluster.filter((each) => late.has(each)))];
}
