import { readFileSync } from 'node:fs';

import { readFailure, type FailureFacts } from '#diagnosis/read-failure.ts';
import type { TestFailure } from '#domain/test-result.ts';

interface Recording {
  readonly from: Readonly<Record<string, unknown>>;
  readonly cases: Readonly<Record<string, TestFailure & { readonly durationMs: number }>>;
}

const folder = new URL('../diagnosis/errors/recorded/', import.meta.url);

/** What was recorded from real libraries: name of the case → its failure. */
export function recordedFailures(name: string): Recording['cases'] {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written by record-failures.ts
  const { cases } = JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8')) as Recording;
  return cases;
}

/** Each case of a recording in one line: what is read of it, without what differs from recording to recording. */
export function readRecorded(name: string): Readonly<Record<string, string>> {
  const cases = Object.entries(recordedFailures(name));
  return Object.fromEntries(cases.map(([key, failure]) => [key, inOneLine(readFailure(failure))]));
}

/** `first-message ConnectionClosedError 1011 by server "Internal error"`. */
export function inOneLine(facts: FailureFacts): string {
  const {
    phase,
    error,
    code,
    status,
    closeCode,
    closedBy,
    closeReason,
    missingEvent,
    eventOrder,
    crossUser,
    timerSeconds,
  } = facts;
  const words = [
    phase,
    error,
    code === error ? undefined : code,
    status,
    closeCode === undefined ? undefined : `${closeCode} by ${closedBy}`,
    closeReason === undefined ? undefined : `"${closeReason}"`,
    missingEvent === undefined ? undefined : `without ${missingEvent}`,
    eventOrder === true ? 'out of order' : undefined,
    crossUser === true ? 'of another user' : undefined,
    timerSeconds === undefined ? undefined : `${timerSeconds} s`,
  ];
  return words.filter((word) => word !== undefined).join(' ');
}
