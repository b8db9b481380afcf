import { isRed, type TestResult } from '#domain/test-result.ts';

/** What lasts as long as a wait: round to half a second, and what comes with it. */
const stepMs = 500;
const longFromMs = 900;
const residualMs = 250;
const alikeMs = 30;
const fewestPassed = 3;
/** Or as many that ended in nearly the same millisecond, or all of them with it right above the round time. */
const [fewestAtOnce, atOnceMs, rightAboveMs] = [2, 2.5, 20];
const fewestRed = 2;

/**
 * How many other tests lasted as long as this red one, all just above the same round time. Work takes now longer, now shorter:
 * what ends in the same few milliseconds has waited for a clock. Undefined where too few did: enough are three that passed, two
 * that were red, or two that ended with it to 2.5 ms or lie with it within 20 ms above the round time.
 */
export function asLongAsOthers({ id, durationMs }: TestResult, tests: readonly TestResult[]): number | undefined {
  if (durationMs < longFromMs || durationMs % stepMs > residualMs) return undefined;
  const others = tests.filter((each) => each.id !== id && Math.abs(each.durationMs - durationMs) <= alikeMs);
  const isRightAbove = (ms: number): boolean => ms % stepMs <= rightAboveMs;
  const atOnce = others.filter(
    (each) =>
      Math.abs(each.durationMs - durationMs) <= atOnceMs || (isRightAbove(durationMs) && isRightAbove(each.durationMs)),
  );
  const red = others.filter(({ outcome }) => isRed(outcome)).length;
  const isEnough = others.length - red >= fewestPassed || atOnce.length >= fewestAtOnce || red >= fewestRed;
  return isEnough ? others.length : undefined;
}
