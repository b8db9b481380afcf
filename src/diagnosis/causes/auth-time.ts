import type { Symptom } from '#domain/diagnosis.ts';

import type { Cause } from '../cause.ts';
import { isSkewed } from '../is-skewed.ts';
import { says } from './auth-says.ts';
import { either, failing, isUnder, letThrough, saw, seenIn, soonMs, why, refused } from './predict.ts';

const phases = ['upgrade', 'http', 'first-message', 'close'] as const;

const isInTime = (value: unknown): boolean => typeof value === 'number' && Math.abs(value) <= 4;

const refusals: ReadonlySet<number> = new Set([1008, 3000, 3003, 4000, 4001, 4003, 4401, 4403]);

/** Of a whole test. */
const quickMs = 3_000;

/** Nobody is refused for his token by a time-out, or by an error of the service. */
function isRefused({ status, closeCode }: Symptom): boolean {
  if (status !== undefined) return status === 401 || status === 403;
  return closeCode === undefined || refusals.has(closeCode);
}

/** What comes with time: tokens that run out, clocks that differ. */
export const timeCauses: readonly Cause[] = [
  {
    id: 'token-expired',
    layer: 'auth',
    title: 'The token runs out before the tests are done',
    prior: 1,
    predicts: [
      ...seenIn(...phases, 'steady'),
      saw('report.status', [401, 403], ['weak', 'against']),
      ...says('token-expired').filter(({ fact }) => fact === 'report.phrase'),
      // Tests without a token often come first, and pass whatever is wrong with it.
      saw('report.late-only', (late, symptom) => late === true && isRefused(symptom), ['strong', 'refutes']),
      // No token lives so short.
      saw('report.late-after-ms', isUnder(soonMs), 'against'),
      saw('rerun.suite', (again, symptom) => again === 'alike' && isRefused(symptom), 'strong'),
      saw('rerun.suite', 'passed', 'refutes'),
      // A test alone signs in anew, and is done before a token can run out; not so where it waits by itself.
      saw('rerun.alone', (alone, { medianMs }) => alone === 'failed' && medianMs < quickMs, 'refutes'),
      saw('ws.token.good', 'ok', ['weak', 'against']),
      saw('ws.token.expired', 'ok', 'against'),
      saw('replay.passed', 3, ['weak', 'against']),
    ],
    whys: [
      failing,
      why(
        'Which tests fail?',
        'Only those after a certain moment of the run',
        ['report.late-only'],
        'the order and time of the failures',
      ),
      why('Does a fresh token pass?', 'Yes: {ws.token.good}', ['ws.token.good'], 'a fresh token'),
      letThrough('how long the token of the suite lives against how long the suite runs'),
    ],
    nextAction: 'Let the suite take a new token when the old one is near its end, or make it live longer than the run',
  },
  {
    id: 'clock-skew',
    layer: 'auth',
    title: 'The clocks of who signs and who checks differ',
    prior: 0.4,
    predicts: [
      ...seenIn(...phases),
      saw('report.status', [401, 403], 'weak'),
      ...says('token-not-yet-valid').filter(({ is }) => !Array.isArray(is)),
      saw('http.phrase', ['signature', 'algorithm', 'audience', 'key-id', 'user-missing', 'origin'], 'refutes'),
      // The service calls a token run out that we have just signed.
      saw('http.phrase', 'token-expired', 'strong'),
      // The Date header may be that of the proxy.
      saw('clock.offset-seconds', isSkewed, ['strong', 'against']),
      saw('auth.refusals-differ', true, 'weak'),
      saw('clock.others-offset-seconds', isInTime, ['strong', 'against']),
      saw('auth.roomy-passes', true, ['proves', 'against']),
      saw('ws.token.good', refused, 'strong'),
      saw('http.signed-in', ['STATUS_401', 'STATUS_403'], 'weak'),
    ],
    whys: [
      failing,
      either(
        'What time is it there?',
        'Its clock less that of this machine: {clock.offset-seconds} s; a token with room for two hours passes: {auth.roomy-passes}',
        ['clock.offset-seconds', 'auth.roomy-passes'],
        'the Date header of the service',
      ),
      why(
        'Whose clock is off?',
        'That of the service: for another one it is {clock.others-offset-seconds} s',
        ['clock.others-offset-seconds'],
        'the Date header of another service',
      ),
      letThrough('whether time synchronisation runs on that host'),
    ],
    nextAction: 'Set the clock of the service right, and allow a few seconds of leeway where tokens are checked',
  },
];
