import type { Symptom } from '#domain/diagnosis.ts';
import type { Fact } from '#domain/observation.ts';

import type { Cause } from '../cause.ts';
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
  resources,
} from './predict.ts';
import { closingCauses } from './application-closes.ts';
import { startupRace } from './application-start.ts';

/** Named, and no switch for tests. */
const isNeeded = (value: Fact): boolean => isNamed(value) && !/bypass|simulat|e2e|test/iu.test(String(value));

const opened = ['first-message', 'steady', 'close'] as const;

const byToken = why(
  'Is it for everybody?',
  'No: with a good token {ws.token.good}, with a bad one {ws.token.bad}',
  ['ws.token.good', 'ws.token.bad'],
  'a good and a bad token, taking turns',
);

function isClosedByThem({ closeCode, closedBy }: Symptom): boolean {
  return closeCode !== undefined && closedBy !== 'client';
}

/** The conversation was over, and the connection lived on for a while: no handler failed at it. */
const livedOn = saw('ws.plain', 'hold', 'refutes');

export const applicationCauses: readonly Cause[] = [
  {
    id: 'accept-delayed',
    layer: 'application',
    title: 'The service does not answer the upgrade of a signed-in user',
    prior: 1.5,
    predicts: [
      ...seenIn('upgrade'),
      ...always,
      saw('report.phrase', 'none', 'weak'),
      saw('report.duration', 'timer', ['weak', 'against']),
      saw('ws.plain', 'upgrade TIMEOUT', ['strong', 'refutes']),
      saw('ws.token.good', 'upgrade TIMEOUT', ['strong', 'refutes']),
      saw('ws.token.bad', refused, ['proves', 'against']),
      saw('http.shallow', 'ok', ['weak', 'against']),
      // Who answers has not kept anybody waiting.
      saw('report.status', (status) => typeof status === 'number' && status < 504, 'refutes'),
      saw('http.signed-in', 'ok', ['weak', 'against']),
      saw('ws.direct', 'upgrade TIMEOUT', ['weak', 'against']),
      changed,
    ],
    whys: [
      failing,
      why(
        'How far did it come?',
        'The upgrade is never answered: {ws.plain}',
        ['ws.plain'],
        'a handshake written by hand',
      ),
      byToken,
      why(
        'Is the service well otherwise?',
        'The health path is {http.shallow}',
        ['http.shallow'],
        'the health path in the same minute',
      ),
      cameWithVersion,
    ],
    nextAction:
      'Look at what the service does between checking the token and accepting: it waits there, so accept first',
  },
  {
    id: 'handler-error',
    layer: 'application',
    title: 'The handler of the WebSocket raises an error',
    prior: 5,
    predicts: [
      ...seenIn(...opened, 'upgrade'),
      ...always,
      saw('report.close-code', 1011, ['strong', 'against']),
      saw('report.close-reason', ['empty', 'prose'], ['weak', 'against']),
      saw('report.closed-by', 'server', ['weak', 'against']),
      saw('ws.plain', ['CLOSE_1011', 'upgrade STATUS_500'], ['strong', 'against']),
      saw('ws.close-reason', 'keepalive', 'refutes'),
      // What is used up or missing says so: the handler is only where it shows.
      saw('report.phrase', [...resources, 'not-ready', 'variable-missing'], 'refutes'),
      saw('report.phrase-of-run', resources, 'refutes'),
      saw('http.phrase', resources, 'refutes'),
      saw('http.phrase', 'not-ready', 'against'),
      saw('ws.token.good', ['CLOSE_1011', 'upgrade STATUS_500'], ['strong', 'against']),
      // What it does for everybody it does for this one.
      saw('ws.token.good', 'ok', 'refutes'),
      saw('ws.token.bad', refused, ['proves', 'against']),
      saw('ws.token.bad', 'CLOSE_1011', 'against'),
      saw('health.says', 'none', ['weak', 'against']),
      // What hangs beside it is another matter than what is closed at once.
      saw('http.deep', ['STATUS_500', 'STATUS_503'], 'against'),
      saw('http.signed-in', ['STATUS_500', 'STATUS_503'], 'against'),
      saw('audit.missing-variable', isNamed, 'refutes'),
      saw('audit.drift', true, 'against'),
      saw('version.changing', true, 'against'),
      changed,
    ],
    whys: [
      failing,
      why('Who closed it?', 'The service itself: {ws.plain}', ['ws.plain'], 'a probe that ends the same way'),
      byToken,
      why(
        'Does it need something that is missing?',
        'Not as far as health says ({health.says})',
        ['health.says'],
        'the log of the service for one of these closes',
      ),
      cameWithVersion,
    ],
    nextAction:
      'Read the log of the service at the second of the probe: the handler raised there, after the token was accepted',
  },
  {
    id: 'handler-crash',
    layer: 'application',
    title: 'The handler ends without closing the WebSocket',
    prior: 3,
    predicts: [
      ...seenIn(...opened),
      ...always,
      saw('report.close-code', 1006, ['strong', 'against']),
      saw('report.closed-by', 'nobody', ['weak', 'against']),
      saw('ws.plain', ['CLOSE_1006', 'ECONNRESET'], ['strong', 'against']),
      // Nobody closed anything.
      saw('ws.plain', 'TIMEOUT', 'refutes'),
      livedOn,
      saw('ws.token.good', ['CLOSE_1006', 'ECONNRESET'], ['strong', 'against']),
      saw('ws.token.bad', refused, ['proves', 'against']),
      saw('ws.direct', ['CLOSE_1006', 'ECONNRESET'], ['weak', 'against']),
      saw('ws.hold-idle', 'ok', 'against'),
      saw('health.uptime-fell', false, ['weak', 'against']),
      saw('health.says', 'none', ['weak', 'against']),
      changed,
    ],
    whys: [
      failing,
      why(
        'Who closed it?',
        'Nobody: the connection ended without a close frame, {ws.plain}',
        ['ws.plain'],
        'a probe that ends the same way',
      ),
      byToken,
      why('Did the process die?', 'No: its uptime did not fall', ['health.uptime-fell'], 'the uptime before and after'),
      cameWithVersion,
    ],
    nextAction: 'Read the log of the service at the second of the probe for an error that nothing caught',
  },
  {
    id: 'variable-missing',
    layer: 'application',
    title: 'A variable that the service needs is not set',
    prior: 3,
    predicts: [
      ...seenIn(...opened, 'upgrade', 'http', 'tcp'),
      ...always,
      saw('audit.missing-variable', isNamed, ['strong', 'refutes']),
      saw('audit.missing-variable', isNeeded, 'proves'),
      saw('audit.drift', true, ['weak', 'against']),
      // What the test itself misses is no variable of the service.
      saw('report.phrase', (phrase, { error }) => phrase === 'variable-missing' && error !== 'KeyError', 'proves'),
      saw('http.phrase', 'variable-missing', 'proves'),
      saw('rerun.alone', 'failed', 'weak'),
      saw('report.close-code', [1011, 1006], 'weak'),
      saw('report.status', [500, 502, 503], 'weak'),
      saw('ws.plain', ['CLOSE_1011', 'CLOSE_1006', 'STATUS_500', 'STATUS_502', 'STATUS_503'], 'weak'),
    ],
    whys: [
      failing,
      either(
        'Does it fail now?',
        'Yes: {ws.plain}; the test alone {rerun.alone}',
        ['ws.plain', 'rerun.alone'],
        'a probe of the same endpoint',
      ),
      either(
        'What is missing?',
        'The variable {audit.missing-variable} is not set; the service itself speaks of {report.phrase}{http.phrase}',
        ['audit.missing-variable', 'report.phrase', 'http.phrase'],
        'the audit of required variables',
      ),
      why(
        'Since when?',
        'Settings differ from those of the last green run',
        ['audit.drift'],
        'the settings of the last green run',
      ),
      letThrough('a check of required variables before the deploy'),
    ],
    nextAction: 'Set the variable in the environment of the service and deploy again',
  },
  {
    id: 'handler-returned-early',
    layer: 'application',
    title: 'The handler ends the connection before it has answered',
    prior: 1.5,
    predicts: [
      ...seenIn(...opened),
      ...always,
      saw('report.close-code', [1000, 1006, 1005], ['weak', 'against']),
      saw('report.closed-by', 'client', 'against'),
      saw(
        'ws.plain',
        [
          'round-trip CLOSE_1000',
          'round-trip CLOSE_1006',
          'round-trip CLOSE_1005',
          'welcome CLOSE_1000',
          'auth CLOSE_1000',
        ],
        ['strong', 'against'],
      ),
      // It says itself why it closes.
      saw(
        'ws.plain',
        ['CLOSE_1003', 'CLOSE_1007', 'CLOSE_1008', 'CLOSE_1009', 'CLOSE_1011', 'CLOSE_1012', 'CLOSE_1013'],
        'refutes',
      ),
      livedOn,
      // Where nothing was closed there is nothing that a message would have brought about.
      saw('ws.no-message', (end, symptom) => end === 'ok' && isClosedByThem(symptom), 'proves'),
      saw('ws.no-message', 'fails', 'weak'),
      saw('ws.hold-idle', 'ok', 'weak'),
      saw('ws.last-event', isNamed, 'weak'),
      saw('health.uptime-fell', false, ['weak', 'refutes']),
      changed,
    ],
    whys: [
      failing,
      why('When does it end?', 'After a message was sent: {ws.plain}', ['ws.plain'], 'a probe that sends a message'),
      why('And without a message?', 'It is {ws.no-message}', ['ws.no-message'], 'the same without sending anything'),
      cameWithVersion,
    ],
    nextAction: 'Look at the branches of the handler that return before an answer is sent',
  },
  startupRace,
  {
    id: 'schema-changed',
    layer: 'application',
    title: 'Messages have another form than the service expects',
    prior: 1.5,
    predicts: [
      ...seenIn(...opened),
      ...always,
      saw('report.close-code', [1003, 1007, 1008], ['weak', 'against']),
      saw('report.close-code', [1003, 1007], 'strong'),
      saw('ws.plain', ['CLOSE_1003', 'CLOSE_1007'], 'proves'),
      saw('ws.last-event', (value) => /error|invalid|unknown|reject/iu.test(String(value)), 'proves'),
      saw('ws.no-message', 'ok', ['strong', 'against']),
      changed,
    ],
    whys: [
      failing,
      either(
        'What does the service say of the message?',
        'It answers with {ws.last-event}{ws.plain}',
        ['ws.last-event', 'ws.plain'],
        'the answer to the configured message',
      ),
      why('And without a message?', 'It is {ws.no-message}', ['ws.no-message'], 'the same without sending anything'),
      cameWithVersion,
    ],
    nextAction: 'Compare the message of the test with the form that this version of the service takes',
  },
  ...closingCauses,
];
