import type { Symptom } from '#domain/diagnosis.ts';
import { isRed, type Exchange, type TestResult } from '#domain/test-result.ts';

import { isExpectedTarget } from '../expected-target.ts';
import { gaveUp } from '../gave-up.ts';
import { lateRefusalMs } from '../late-refusal.ts';
import type { Aim, Finding, Lab } from './experiment.ts';
import { alone, findings } from './finding.ts';

const fewest = 3;

/**
 * What is no GET only the test itself does again: whether it passed, and what its request was answered with, which is kept of red
 * tests alone. Nothing of a failure that a probe can do again, and of too few runs.
 */
export function doneByTheTest(
  { symptom, environment }: Pick<Aim, 'symptom' | 'environment'>,
  runs: readonly TestResult[],
  lab: Lab,
): readonly Finding[] {
  const { method, target = '' } = symptom;
  const pathname = URL.parse(target)?.pathname;
  if (method === undefined || pathname === undefined || runs.length < fewest) return [];
  const red = runs.filter(({ outcome }) => isRed(outcome));
  const passed = runs.length - red.length;
  const asked = red.map(({ exchanges = [] }) =>
    exchanges.findLast((each) => each.method === method && URL.parse(each.url)?.pathname === pathname),
  );
  const outcomes = new Set(asked.map((each) => outcomeOf(each, symptom)));
  // What answers elsewhere says nothing of the path of the environment.
  const isElsewhere = isExpectedTarget(target, environment, lab.variables) === false;
  const [answered] = outcomes.size === 1 && !isElsewhere ? outcomes : [];
  const says = `done again by the test itself (${method} ${pathname} had failed), it passed ${passed} of ${runs.length} times`;
  const ms = asked[0]?.ms ?? 0;
  const isLate = answered?.startsWith('response STATUS_5') === true && ms >= lateRefusalMs;
  return findings(
    [
      // Of three, as probes do it: all, some or none.
      { fact: 'replay.passed', value: passed === runs.length ? fewest : Math.min(passed, fewest - 1), says },
      { fact: 'http.failing-path', value: answered, says: `${says}: ${answered}` },
      {
        fact: 'http.refusal-seconds',
        value: isLate ? Math.round(ms / 100) / 10 : undefined,
        says: `${says}: ${answered} after ${Math.round(ms)} ms`,
      },
    ],
    alone(lab, lab.now().toISOString()),
  );
}

function outcomeOf(exchange: Exchange | undefined, symptom: Symptom): string | undefined {
  if (exchange === undefined) return undefined;
  const { status } = exchange;
  if (status === undefined) return gaveUp(symptom) ? 'response TIMEOUT' : undefined;
  return status < 400 ? 'ok' : `response STATUS_${status}`;
}
