import type { Symptom } from '#domain/diagnosis.ts';
import { isRed, type TestResult } from '#domain/test-result.ts';

import type { Say, Seen } from './observe-report.ts';
import { placeAt, placeOf } from './target-url.ts';

interface Around {
  /** All of the run, in the order in which they ran. */
  readonly tests: readonly TestResult[];
  readonly say: Say;
}

/** Whether it began or ended at a moment of the run: these are the tests of one symptom. */
export function whenItFailed(symptom: Symptom, own: readonly TestResult[], around: Around): readonly Seen[] {
  return [
    ...lateOnly(own, around, isRefusal(symptom) ? 2 : fewest),
    ...earlyOnly(own, around).map((seen) => ({ ...seen, group: `early:${symptom.id}` })),
  ];
}

/** Most of those before the moment failed, and nobody after it: it took a while until it was well. */
function earlyOnly(own: readonly TestResult[], { tests, say }: Around): readonly Seen[] {
  const ran = tests.filter(({ outcome }) => outcome !== 'skipped');
  const last = ran.findLastIndex(({ outcome }) => isRed(outcome));
  const red = ran.slice(0, last + 1).filter(({ outcome }) => isRed(outcome)).length;
  const after = ran.length - last - 1;
  if (red < fewest || after < fewestAfter || red < lateShare * (last + 1)) return [];
  if (!wereAsked(own, ran.slice(last + 1))) return [];
  return say('report.early-only', true, `${red} of the first ${last + 1} tests failed, the last ${after} passed`);
}

const fewestAfter = 2;

/** By order of names all tests of one service may come first, or last: what passed has to have met the place where these failed. */
function wereAsked(own: readonly TestResult[], passed: readonly TestResult[]): boolean {
  const failed = new Set(
    own.flatMap(({ exchanges = [] }) => {
      const url = URL.parse(exchanges.at(-1)?.url ?? '');
      return url === null ? [] : [placeOf(url)];
    }),
  );
  const isKnown = failed.size > 0 && passed.every(({ contacts }) => contacts !== undefined);
  return (
    !isKnown || passed.some(({ contacts = [] }) => contacts.some(({ host, port }) => failed.has(placeAt(host, port))))
  );
}

/** Tests that one token was good for. */
function isRefusal({ status, closeCode }: Symptom): boolean {
  return status === 401 || status === 403 || closeCode === 1008;
}

const fewest = 3;
const lateShare = 0.6;

/**
 * Whether it began at a moment of the run: what came before passed, most of what came after did not. Nothing is said where
 * neither that nor the opposite is clear.
 */
function lateOnly(own: readonly TestResult[], { tests, say }: Around, least: number): readonly Seen[] {
  const ran = tests.filter(({ outcome }) => outcome !== 'skipped');
  // What fails late in many ways may be one thing.
  const all = ran.filter(({ outcome }) => isRed(outcome));
  const shown = own.length < least ? all : own;
  if (shown.length < least || ran.length < 2 * fewest) return [];
  const ids = new Set(shown.map(({ id }) => id));
  const first = ran.findIndex(({ id }) => ids.has(id));
  if (first < fewest)
    return say('report.late-only', false, `test ${first + 1} of ${ran.length} failed like that already`);
  if (!wereAsked(own, ran.slice(0, first))) return [];
  const redBefore = ran.slice(0, first).some(({ outcome }) => isRed(outcome));
  const redAfter = ran.slice(first).filter(({ outcome }) => isRed(outcome)).length;
  const after = ran.length - first;
  if (redBefore || redAfter < lateShare * after) return [];
  // With the first that failed: it may have waited before it asked.
  const untilMs = Math.round(ran.slice(0, first + 1).reduce((sum, { durationMs }) => sum + durationMs, 0));
  return [
    ...say('report.late-only', true, `the first ${first} tests passed, ${redAfter} of the ${after} after them failed`),
    ...say('report.late-after-ms', untilMs, `the first of them had failed ${untilMs} ms after the tests began`),
  ];
}
