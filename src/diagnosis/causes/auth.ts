import type { Fact } from '#domain/observation.ts';

import type { Cause } from '../cause.ts';
import { isSkewed } from '../is-skewed.ts';
import {
  always,
  cameWithVersion,
  changed,
  either,
  failing,
  isNamed,
  letThrough,
  saw,
  seenIn,
  why,
  refused,
} from './predict.ts';
import { says } from './auth-says.ts';
import { accessCauses } from './auth-access.ts';
import { timeCauses } from './auth-time.ts';

const phases = ['upgrade', 'http', 'first-message', 'close'] as const;

/** Named, and a switch that lets test users in. */
const isBypass = (value: Fact): boolean =>
  isNamed(value) && /bypass|simulat|e2e|(?:^|[^a-z])test/iu.test(String(value));

/** What becomes of those whom no bypass lets in. */
const ofOtherUsers: ReadonlySet<string> = new Set(['http.signed-in', 'ws.other-user', 'ws.token.good', 'ws.plain']);

/** What a refusal of every token of ours looks like, whatever is wrong with it. */
const refusal = [
  ...seenIn(...phases),
  saw('report.status', [401, 403], 'weak'),
  saw('ws.token.good', refused, ['strong', 'against']),
  saw('ws.plain', refused, ['weak', 'against']),
  saw('http.signed-in', ['STATUS_401', 'STATUS_403'], ['strong', 'against']),
  saw('http.any-path', 'ok', 'weak'),
  // The same token passes where it is handed over in another way.
  saw('ws.form.subprotocol', 'ok', 'refutes'),
  saw('ws.form.subprotocol-dot', 'ok', 'refutes'),
  saw('ws.form.header', 'ok', 'refutes'),
  saw('ws.other-user', 'ok', 'refutes'),
  saw('clock.offset-seconds', isSkewed, 'against'),
  saw('auth.roomy-passes', true, 'refutes'),
  // What needs no token is refused as well: then it is not the token.
  saw('http.shallow', [...refused, 'STATUS_302', 'STATUS_303', 'STATUS_307'], 'refutes'),
  saw('http.body', 'sign-in', 'refutes'),
  // The same token passes round the proxy.
  saw('http.failing-direct', 'ok', 'refutes'),
  saw('ws.origin.none', 'ok', 'refutes'),
] as const;

const rejected = either(
  'What becomes of a good token?',
  'It is refused: {ws.token.good}{http.signed-in}',
  ['ws.token.good', 'http.signed-in'],
  'the same request with a good token',
);

export const authCauses: readonly Cause[] = [
  {
    id: 'token-secret-mismatch',
    layer: 'auth',
    title: 'The token is signed with another secret than the one it is checked with',
    prior: 1.2,
    predicts: [
      // Which paths are open to all says nothing of a secret.
      ...refusal.filter(({ fact }) => fact !== 'http.any-path'),
      ...always,
      ...says('signature'),
      // That a service says nothing of either is no hint.
      saw('auth.refusals-differ', true, 'refutes'),
      saw('ws.token.bad', refused, ['weak', 'against']),
      saw('ws.token.issued', 'ok', 'strong'),
      // Who checks knows another secret than who issues.
      saw('auth.makers-differ', true, 'proves'),
      saw('audit.token-algorithm', true, ['weak', 'refutes']),
      saw('audit.token-claims', true, ['weak', 'refutes']),
      saw('audit.signing-key', false, 'refutes'),
      saw('audit.missing-variable', isBypass, 'refutes'),
      saw('audit.drift', true, 'weak'),
    ],
    whys: [
      failing,
      rejected,
      why(
        'Is it the signature?',
        'A token with a wrong signature meets the same: {ws.token.bad}',
        ['ws.token.bad'],
        'a token with a wrong signature',
      ),
      why(
        'Is it anything else in the token?',
        'No: algorithm, audience and issuer are those that the service is set to',
        ['audit.token-algorithm', 'audit.token-claims'],
        'the decoded token against the settings of the service',
      ),
      why(
        'What let it through?',
        'Settings differ from those of the last green run',
        ['audit.drift'],
        'when either secret was last changed',
      ),
    ],
    nextAction: 'Set the same signing secret where tokens are made and where they are checked',
  },
  {
    id: 'token-algorithm-mismatch',
    layer: 'auth',
    title: 'The token is signed with another algorithm than the service is set to',
    prior: 0.6,
    predicts: [...refusal, ...always, ...says('algorithm'), saw('audit.token-algorithm', false, ['proves', 'refutes'])],
    whys: [
      failing,
      rejected,
      why(
        'What is wrong with it?',
        'Its algorithm is not the one that the service is set to',
        ['audit.token-algorithm'],
        'the header of the token against the setting',
      ),
      letThrough('when the setting was changed, on which side'),
    ],
    nextAction: 'Use one algorithm on both sides: compare the header of the token with the setting of the service',
  },
  {
    id: 'token-claims-mismatch',
    layer: 'auth',
    title: 'Audience or issuer of the token are not those that the service is set to',
    prior: 0.6,
    predicts: [
      ...refusal,
      ...always,
      ...says('audience'),
      saw('auth.refusals-differ', true, 'weak'),
      saw('audit.token-claims', false, ['proves', 'refutes']),
    ],
    whys: [
      failing,
      rejected,
      why(
        'What is wrong with it?',
        'Its audience or issuer is not the one that the service is set to',
        ['audit.token-claims'],
        'the claims of the token against the settings',
      ),
      letThrough('when the setting was changed, on which side'),
    ],
    nextAction: 'Compare aud and iss of the token with the settings of the service, and correct the one that changed',
  },
  {
    id: 'signing-key-unknown',
    layer: 'auth',
    title: 'The service does not know the key that the token is signed with',
    prior: 0.4,
    predicts: [
      ...refusal,
      ...says('key-id'),
      saw('audit.signing-key', false, ['proves', 'refutes']),
      saw('ws.token.issued', refused, ['weak', 'against']),
    ],
    whys: [
      failing,
      rejected,
      either(
        'What is wrong with it?',
        'Its key id is among the published keys: {audit.signing-key}; the service speaks of {report.phrase}{http.phrase}',
        ['audit.signing-key', 'report.phrase', 'http.phrase'],
        'the key id of the token against the published keys',
      ),
      letThrough('when keys were rotated, and for how long services keep the old list'),
    ],
    nextAction: 'Publish the new key before signing with it, and let the service read the list of keys again',
  },
  {
    id: 'auth-failure-as-1011',
    layer: 'auth',
    title: 'A refused token is answered with 1011 in place of a refusal',
    prior: 2,
    predicts: [
      ...seenIn('first-message', 'steady', 'close', 'upgrade'),
      ...always,
      saw('report.close-code', 1011, ['strong', 'against']),
      saw('report.close-reason', 'prose', 'weak'),
      saw('ws.plain', 'CLOSE_1011', ['weak', 'refutes']),
      saw('ws.token.good', 'CLOSE_1011', ['weak', 'refutes']),
      saw('ws.token.bad', 'CLOSE_1011', ['proves', 'refutes']),
      saw('ws.token.none', 'CLOSE_1011', ['strong', 'against']),
      saw('http.signed-in', ['STATUS_401', 'STATUS_403'], ['strong', 'weak']),
      changed,
    ],
    whys: [
      failing,
      why(
        'What becomes of tokens?',
        'A good one: {ws.token.good}; a bad one: {ws.token.bad}',
        ['ws.token.good', 'ws.token.bad'],
        'a good and a bad token, taking turns',
      ),
      why(
        'Is it the token at all?',
        'Without one it is {ws.token.none} as well',
        ['ws.token.none'],
        'the same without a token',
      ),
      why(
        'Does HTTP refuse it too?',
        'A signed-in path is {http.signed-in}',
        ['http.signed-in'],
        'a signed-in path with the same token',
      ),
      cameWithVersion,
    ],
    nextAction:
      'Find why the good token is refused, and let the server refuse with 401 before the upgrade or close with 1008',
  },
  {
    id: 'test-bypass-disabled',
    layer: 'auth',
    title: 'The sign-in for tests is switched off in this environment',
    prior: 0.6,
    predicts: [
      ...refusal.filter(({ fact }) => !ofOtherUsers.has(fact)),
      ...always,
      // It may be a path of HTTP that lets test users in, and the websocket takes whoever is signed in.
      saw('ws.token.good', [...refused, 'CLOSE_1011'], 'weak'),
      saw('ws.other-user', 'ok', 'strong'),
      saw('audit.missing-variable', isBypass, 'proves'),
      saw('report.phrase', 'bypass-disabled', 'proves'),
      saw('http.phrase', 'bypass-disabled', 'proves'),
      saw('health.says', isBypass, 'proves'),
      saw('audit.drift', true, 'weak'),
    ],
    whys: [
      failing,
      either(
        'What becomes of the token of the tests?',
        'It is refused: {ws.token.good}; the test was answered with {report.status}',
        ['ws.token.good', 'report.status'],
        'the token of the tests',
      ),
      either(
        'What is missing?',
        'The variable {audit.missing-variable} is not set; health calls {health.says} unwell',
        ['audit.missing-variable', 'health.says'],
        'the audit of required variables',
      ),
      why(
        'What let it through?',
        'Settings differ from those of the last green run',
        ['audit.drift'],
        'the settings of the last green run',
      ),
    ],
    nextAction: 'Set the variable that lets test users in, in this environment alone',
  },
  ...timeCauses,
  ...accessCauses,
];
