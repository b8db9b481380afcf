import type { Symptom } from '#domain/diagnosis.ts';
import type { Fact } from '#domain/observation.ts';

import type { Cause } from '../cause.ts';
import { speaksOfMany } from '../speaks-of-many.ts';
import { either, failing, isOver, isUnder, letThrough, onlyTogether, saw, seenIn, why } from './predict.ts';

const anywhere = ['upgrade', 'http', 'first-message', 'steady', 'close'] as const;
const isKnee = isOver(1);

const knee = why(
  'When does it begin?',
  'From {ws.fails-from} connections on: {ws.ladder}',
  ['ws.fails-from', 'ws.ladder'],
  'a ladder of connections',
);

/** What fails is a request, after as many sockets as no test opens one by one. */
function isManyBeforeHttp(value: Fact, { phase, target }: Symptom): boolean {
  return isOver(3)(value) && phase !== 'upgrade' && !/^wss?:/u.test(target ?? '');
}

function isManyBeforeUpgrade(value: Fact, { phase }: Symptom): boolean {
  return isOver(3)(value) && phase !== 'http';
}

function isErrorAmongMany(value: Fact, { closeCode, closedBy }: Symptom): boolean {
  return isOver(3)(value) && closeCode === 1011 && closedBy === 'server';
}

/** Who looks whether a key is free and then takes it is overtaken by who does the same. */
function isSameKeyAtOnce(value: Fact, symptom: Symptom): boolean {
  return value === 'duplicate-key' && speaksOfMany(symptom);
}

/** Whoever has set a limit says so in other words. */
const ownError = saw('report.close-code', (code, { closedBy }) => code === 1011 && closedBy === 'server', 'against');

export const concurrencyCauses: readonly Cause[] = [
  {
    id: 'concurrency-limit',
    layer: 'concurrency',
    title: 'The service takes only so many connections at once, from everybody together',
    prior: 1.5,
    predicts: [
      ...seenIn(...anywhere),
      ...onlyTogether,
      saw('report.status', [503, 429], 'weak'),
      ownError,
      saw('ws.fails-from', isKnee, ['strong', 'refutes']),
      saw('ws.ladder', ['STATUS_503', 'CLOSE_1013', 'STATUS_429', 'ECONNREFUSED'], ['strong', 'weak']),
      saw('ws.fails-for-other-user', true, ['proves', 'refutes']),
      // It says for whom there are too many.
      saw('report.phrase', 'user-limit', 'refutes'),
      saw('ws.knee-repeats', true, ['strong', 'against']),
      saw('report.duration', 'timer', 'against'),
      saw('ws.ladder-waited', true, 'against'),
      saw('http.together', ['STATUS_503', 'STATUS_429', 'ECONNREFUSED'], 'strong'),
      saw('report.sockets-before', isManyBeforeUpgrade, 'strong'),
      saw('http.together-waited', true, 'against'),
      saw('ws.ladder', ['CLOSE_1011', 'STATUS_500'], 'against'),
      saw('ws.oldest-closed', true, 'refutes'),
    ],
    whys: [
      failing,
      knee,
      why(
        'For whom?',
        'For everybody: another user fails meanwhile',
        ['ws.fails-for-other-user'],
        'another user while the connections are held: a second jwt credential with another "sub"',
      ),
      why('Is it a limit?', 'Done again, it begins at the same number', ['ws.knee-repeats'], 'the same ladder again'),
      letThrough('the setting, and how many connections the tests need'),
    ],
    nextAction: 'Raise the limit of connections, or let the suite open fewer at once',
  },
  {
    id: 'user-connection-cap',
    layer: 'concurrency',
    title: 'One user may have only so many connections',
    prior: 1,
    predicts: [
      ...seenIn(...anywhere),
      ...onlyTogether,
      saw('report.status', [429, 403], 'weak'),
      ownError,
      saw('ws.fails-from', isKnee, ['strong', 'refutes']),
      saw('ws.fails-for-other-user', false, ['proves', 'refutes']),
      saw('report.phrase', 'user-limit', 'strong'),
      saw('report.sockets-before', isManyBeforeUpgrade, 'strong'),
      saw('ws.knee-repeats', true, ['weak', 'against']),
      saw('ws.oldest-closed', true, 'proves'),
    ],
    whys: [
      failing,
      knee,
      why(
        'For whom?',
        'For this user alone: another one passes meanwhile',
        ['ws.fails-for-other-user'],
        'another user while the connections are held: a second jwt credential with another "sub"',
      ),
      letThrough('the cap, and how many connections a test opens as one user'),
    ],
    nextAction: 'Let each test use a user of its own, or raise the cap for test users',
  },
  {
    id: 'handler-race',
    layer: 'concurrency',
    title: 'Connections disturb each other in the handler',
    prior: 1.2,
    predicts: [
      ...seenIn('first-message', 'steady', 'close', 'http'),
      ...onlyTogether,
      saw('ws.fails-from', isKnee, ['weak', 'against']),
      saw('ws.knee-repeats', false, ['proves', 'refutes']),
      saw('ws.ladder', ['CLOSE_1011', 'CLOSE_1006', 'ORDER', 'round-trip'], ['strong', 'against']),
      // One error among many: no limit closes like that.
      saw('report.sockets-before', isErrorAmongMany, 'proves'),
      // Two that looked before either had written.
      saw('report.phrase', isSameKeyAtOnce, 'proves'),
      saw('ws.oldest-closed', true, 'refutes'),
    ],
    whys: [
      failing,
      either(
        'When does it begin?',
        'From {ws.fails-from} connections on; it ends with {ws.ladder}; what was sent at once met in {report.phrase}',
        ['ws.fails-from', 'ws.ladder', 'report.phrase'],
        'a ladder of connections',
      ),
      why('Is it a limit?', 'No: done again, it begins elsewhere', ['ws.knee-repeats'], 'the same ladder again'),
      letThrough('what the connections share in the handler'),
    ],
    nextAction: 'Look for state that connections share in the handler, and run the ladder against one instance',
  },
  {
    id: 'http-starved-by-sockets',
    layer: 'concurrency',
    title: 'Open WebSockets leave nothing for HTTP requests',
    prior: 0.8,
    predicts: [
      ...seenIn('http', 'first-message', 'upgrade', 'steady'),
      ...onlyTogether,
      saw('http.while-open', ['STATUS_503', 'STATUS_429', 'STATUS_502', 'STATUS_504'], ['proves', 'refutes']),
      saw('http.while-open', 'TIMEOUT', 'strong'),
      saw('report.sockets-before', isManyBeforeHttp, 'proves'),
      saw('report.status', [503, 429, 502, 504], 'weak'),
      saw('http.shallow', 'ok', ['weak', 'against']),
      saw('ws.fails-from', isKnee, 'refutes'),
      saw('ws.fails-from', 0, 'weak'),
    ],
    whys: [
      failing,
      why('Is HTTP well by itself?', 'Yes: {http.shallow}', ['http.shallow'], 'the health path without open sockets'),
      either(
        'What happens to it beside sockets?',
        'While sockets are open it is {http.while-open}; the test that failed had opened {report.sockets-before} of them',
        ['http.while-open', 'report.sockets-before'],
        'the health path with open sockets',
      ),
      letThrough('how requests and sockets share instances and workers'),
    ],
    nextAction: 'Give WebSockets and HTTP their own instances, or raise the number of requests that one takes at once',
  },
  {
    id: 'backpressure',
    layer: 'concurrency',
    title: 'Nobody reads the answers, and the connection gets stuck',
    prior: 0.5,
    predicts: [
      ...seenIn('steady', 'close', 'first-message'),
      saw('report.close-reason', 'keepalive', ['strong', 'against']),
      // Our pings are not those of the client that gave up, and what we leave unread may be less.
      saw('ws.unread', 'fails', 'proves'),
      // Who answers everybody else meanwhile is not what stands still.
      saw('http.meanwhile-ms', (ms, { closedBy }) => isUnder(300)(ms) && closedBy === 'client', 'strong'),
      saw('ws.plain', 'ok', ['weak', 'against']),
      saw('http.while-open', 'ok', ['weak', 'against']),
    ],
    whys: [
      failing,
      why(
        'Does reading matter?',
        'Unread it is {ws.unread}, read it is {ws.plain}',
        ['ws.unread', 'ws.plain'],
        'the same with the reader on and off',
      ),
      letThrough('where the test stops reading while it sends'),
    ],
    nextAction: 'Let the test read while it sends; a queue that is full stops its pings as well',
  },
];
