import type { Symptom } from '#domain/diagnosis.ts';
import type { Fact } from '#domain/observation.ts';

import type { Cause } from '../cause.ts';
import { says } from './auth-says.ts';
import { always, either, failing, letThrough, saw, seenIn, why } from './predict.ts';

/** Refused as the failure was. */
function isOwnStatus(value: Fact, { status }: Symptom): boolean {
  return status !== undefined && String(value).endsWith(`STATUS_${status}`);
}

/** Who is let in, from where. */
export const accessCauses: readonly Cause[] = [
  {
    id: 'test-user-missing',
    layer: 'auth',
    title: 'The test user does not exist or may not do this',
    prior: 0.8,
    predicts: [
      ...seenIn('upgrade', 'http', 'first-message', 'close'),
      ...always,
      saw('report.status', [403, 404, 401], 'weak'),
      ...says('user-missing'),
      saw('auth.refusals-differ', true, ['weak', 'against']),
      saw('http.shallow', 'fails', 'against'),
      saw('ws.token.good', 'fails', ['weak', 'refutes']),
      // That ours passes says nothing of the one whom the text names.
      saw('http.signed-in', ['STATUS_403', 'STATUS_404', 'STATUS_401'], 'strong'),
      saw('ws.other-user', 'ok', ['proves', 'refutes']),
      saw('http.one-user-refused', true, ['proves', 'against']),
    ],
    whys: [
      failing,
      either(
        'What becomes of this user?',
        'The request is refused: {http.signed-in}{ws.token.good}; the service itself speaks of {report.phrase}{http.phrase}',
        ['http.signed-in', 'ws.token.good', 'report.phrase', 'http.phrase'],
        'a signed-in request of this user',
      ),
      either(
        'And of another user?',
        'It passes: {ws.other-user}; of two users one is refused and the other passes: {http.one-user-refused}',
        ['ws.other-user', 'http.one-user-refused'],
        'the same request of a user that is known to be good',
      ),
      letThrough('when the user was removed, and what makes it after a reset of the database'),
    ],
    nextAction: 'Make the test user again with its rights, and let the seed of the environment do so',
  },
  {
    id: 'origin-rejected',
    layer: 'auth',
    title: 'The Origin of the client is not allowed',
    prior: 0.6,
    predicts: [
      ...seenIn('upgrade', 'http'),
      ...always,
      saw('report.status', [403, 400], ['weak', 'against']),
      ...says('origin'),
      saw('ws.plain', ['STATUS_403', 'STATUS_400', 'CLOSE_1008'], 'weak'),
      saw('ws.origin.of-test', isOwnStatus, ['proves', 'refutes']),
      saw('ws.origin.none', 'ok', 'proves'),
      saw('ws.origin.other', 'ok', 'proves'),
      saw('ws.origin.none', ['STATUS_401', 'STATUS_404', 'STATUS_502', 'STATUS_503'], 'refutes'),
      saw('http.shallow', 'ok', ['weak', 'against']),
    ],
    whys: [
      failing,
      either(
        'Does Origin matter?',
        'With that of the test: {ws.origin.of-test}; without one: {ws.origin.none}; with another: {ws.origin.other}',
        ['ws.origin.of-test', 'ws.origin.none', 'ws.origin.other'],
        'the same handshake without Origin and with another one',
      ),
      letThrough('the list of allowed origins, and when it was changed'),
    ],
    nextAction: 'Add the Origin of the client to the list that the server allows',
  },
  {
    id: 'login-wall',
    layer: 'auth',
    title: 'A sign-in page stands before the service',
    prior: 0.6,
    predicts: [
      ...seenIn('upgrade', 'http'),
      ...always,
      saw('report.status', [302, 401, 303, 307, 403], ['weak', 'against']),
      saw('ws.plain', ['STATUS_302', 'STATUS_401', 'STATUS_303', 'STATUS_307', 'STATUS_403'], 'weak'),
      saw('http.shallow', ['STATUS_302', 'STATUS_401', 'STATUS_303', 'STATUS_307', 'STATUS_403'], 'weak'),
      saw('http.body', 'sign-in', ['proves', 'refutes']),
    ],
    whys: [
      failing,
      why('What was answered?', 'A page to sign in: {http.body}', ['http.body'], 'the body of the answer'),
      letThrough('when the environment was put behind single sign-on, and how machines get in'),
    ],
    nextAction: 'Give the runner the credentials of the wall, or take these paths out of it',
  },
];
