import type { Symptom } from '#domain/diagnosis.ts';
import { isRed, type Exchange, type TestResult } from '#domain/test-result.ts';

import { gaveUp } from '../gave-up.ts';
import type { Finding, Lab } from './experiment.ts';
import { alone, findings } from './finding.ts';

const fewest = 3;
const lateFromMs = 1_500;

/**
 * What is no GET only the test itself does again: whether it passed, and what its request was answered with. Nothing of a failure
 * that a probe can do again, and of too few runs.
 */
export function doneByTheTest(symptom: Symptom, runs: readonly TestResult[], lab: Lab): readonly Finding[] {
  const { method, target = '' } = symptom;
  const pathname = URL.parse(target)?.pathname;
  if (method === undefined || pathname === undefined || runs.length < fewest) return [];
  const asked = runs.flatMap(({ exchanges = [] }) =>
    exchanges.findLast((each) => each.method === method && URL.parse(each.url)?.pathname === pathname),
  );
  const passed = runs.filter(({ outcome }) => !isRed(outcome)).length;
  const seen = asked.flatMap((each) => (each === undefined ? [] : outcomeOf(each, symptom)));
  const [first] = seen;
  if (seen.length < runs.length || first === undefined) return [];
  const same = seen.every((each) => each === first) ? first : undefined;
  const says = `${method} ${pathname}, sent again by the test ${runs.length} times, which passed ${passed} times: ${seen.join(', ')}`;
  const ms = asked[0]?.ms ?? 0;
  const isLate = /STATUS_5/u.test(same ?? '') && ms >= lateFromMs;
  return findings(
    [
      // Of three, as probes do it: all, some or none.
      { fact: 'replay.passed', value: passed === runs.length ? fewest : Math.min(passed, fewest - 1), says },
      { fact: 'http.failing-path', value: same, says },
      {
        fact: 'http.refusal-seconds',
        value: isLate ? Math.round(ms / 100) / 10 : undefined,
        says: `${says}, after ${Math.round(ms)} ms`,
      },
    ],
    alone(lab, lab.now().toISOString()),
  );
}

function outcomeOf({ status }: Exchange, symptom: Symptom): readonly string[] {
  if (status === undefined) return gaveUp(symptom) ? ['response TIMEOUT'] : [];
  return [status < 400 ? 'ok' : `response STATUS_${status}`];
}
