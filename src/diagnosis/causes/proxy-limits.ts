import type { Symptom } from '#domain/diagnosis.ts';

import type { Cause } from '../cause.ts';
import { gaveUp } from '../gave-up.ts';
import { resources } from '../phrases.ts';
import { always, either, failing, letThrough, onlyTogether, saw, seenIn, why } from './predict.ts';

/** Nothing went wrong but that it lived for a while. */
const cutWhileHeld = saw(
  'ws.plain',
  ['hold CLOSE_1006', 'hold CLOSE_1001', 'hold CLOSE_1000', 'hold ECONNRESET'],
  'strong',
);

const tooLarge = /STATUS_(?:400|413|414|431|494)$/u;

/** Refused as such, or never answered. */
function isUntaken({ status, phase, error }: Symptom): boolean {
  // Who refuses it at once does not keep anybody waiting.
  if (status === undefined) return (phase === 'http' || phase === 'upgrade') && !gaveUp({ error });
  return tooLarge.test(`STATUS_${status}`);
}

/** What a proxy or load balancer cuts short, holds back or will not carry. */
export const proxyLimitCauses: readonly Cause[] = [
  {
    id: 'idle-timeout',
    layer: 'proxy',
    title: 'A connection that is silent for a while is ended',
    prior: 1.5,
    predicts: [
      ...seenIn('steady', 'close', 'first-message'),
      saw('report.close-code', [1006, 1001, 1000], ['weak', 'against']),
      saw('report.closed-by', ['nobody', 'server'], ['weak', 'against']),
      saw('ws.hold-idle', 'fails', ['proves', 'refutes']),
      saw('ws.hold-pings', 'ok', ['proves', 'refutes']),
      saw('ws.plain', 'ok', 'weak'),
      cutWhileHeld,
      // Who was started again meanwhile has ended what was held.
      saw('health.started-since-run', true, 'against'),
    ],
    whys: [
      failing,
      why(
        'When does it end?',
        'Idle, it lived {ws.hold-idle-seconds} s: {ws.hold-idle}',
        ['ws.hold-idle', 'ws.hold-idle-seconds'],
        'a connection that is held idle',
      ),
      why(
        'Is it the age?',
        'No: with pings it is {ws.hold-pings}',
        ['ws.hold-pings'],
        'a connection that is held with pings',
      ),
      letThrough('which time-out on the way has that value'),
    ],
    nextAction: 'Send pings more often than that, or raise the idle time-out of the proxy',
  },
  {
    id: 'connection-lifetime-cap',
    layer: 'proxy',
    title: 'Every connection is ended at a fixed age',
    prior: 0.6,
    predicts: [
      ...seenIn('steady', 'close', 'first-message'),
      saw('report.close-code', [1006, 1001, 1000], ['weak', 'against']),
      cutWhileHeld,
      saw('ws.hold-idle', 'fails', ['weak', 'refutes']),
      saw('ws.hold-pings', 'fails', ['proves', 'refutes']),
      saw('report.duration', 'timer', 'weak'),
      saw('health.uptime-fell', false, ['weak', 'against']),
    ],
    whys: [
      failing,
      why(
        'When does it end?',
        'Idle it was {ws.hold-idle}, with pings {ws.hold-pings}',
        ['ws.hold-idle', 'ws.hold-pings'],
        'connections held idle and with pings',
      ),
      why(
        'Did the service restart?',
        'No: its uptime did not fall',
        ['health.uptime-fell'],
        'the uptime before and after',
      ),
      letThrough('the setting for the longest life of a connection'),
    ],
    nextAction: 'Let the client connect again when it ends, or raise the cap (backend timeout, server timeout)',
  },
  {
    id: 'header-too-large',
    layer: 'proxy',
    title: 'The headers are larger than the server takes',
    prior: 0.3,
    predicts: [
      ...seenIn('upgrade', 'http'),
      saw('report.status', [400, 431, 414, 494], ['strong', 'against']),
      saw('report.phrase', 'header-too-large', 'proves'),
      saw('http.phrase', 'header-too-large', 'proves'),
      // Every usual server takes so much; but that this one does not explains no failure of what it took.
      saw('http.large-header', (end, symptom) => tooLarge.test(String(end)) && isUntaken(symptom), 'proves'),
      saw('replay.other-client', true, 'weak'),
      saw('ws.plain', ['STATUS_400', 'STATUS_431', 'STATUS_494'], 'weak'),
      saw('ws.token.none', ['STATUS_400', 'STATUS_431'], 'against'),
      saw('ws.token.none', 'fails', 'weak'),
      saw('http.shallow', 'ok', ['weak', 'against']),
    ],
    whys: [
      failing,
      either(
        'What does the answer say?',
        'It speaks of {report.phrase}{http.phrase}',
        ['report.phrase', 'http.phrase'],
        'the body of the refusal',
      ),
      why(
        'Does a small request pass?',
        'The health path is {http.shallow}',
        ['http.shallow'],
        'headers of growing size',
      ),
      letThrough('how long the token and cookies have become'),
    ],
    nextAction:
      'Make the token smaller, or raise the limit of whoever refused it (nginx: large_client_header_buffers, Apache: LimitRequestFieldSize, Node.js: --max-http-header-size)',
  },
  {
    id: 'http2-end-to-end',
    layer: 'proxy',
    title: 'The way is set to HTTP/2 throughout, and WebSockets do not pass',
    prior: 0.4,
    predicts: [
      ...seenIn('upgrade'),
      ...always,
      // Who misses the header of the upgrade was spoken to in HTTP/1.1.
      saw('report.status', [200, 404, 426], 'refutes'),
      saw('http.h2', 'ok', 'strong'),
      saw('http.h1', 'ok', ['weak', 'against']),
      // Nobody was there, or nobody answered in time: by whichever version.
      saw('report.status', [503, 504], 'against'),
      saw('http.shallow', 'ok', ['weak', 'against']),
      saw('tls.alpn', ['h2', 'http/1.1'], 'weak'),
      saw(
        'ws.plain',
        [
          'upgrade STATUS_502',
          'upgrade STATUS_503',
          'upgrade STATUS_400',
          'upgrade ECONNRESET',
          'upgrade CLOSED_WITHOUT_ANSWER',
        ],
        ['weak', 'refutes'],
      ),
      saw('ws.direct', ['HTTP2_ANSWER', 'upgrade NOT_HTTP'], 'proves'),
      // The proxy serves HTTP, and of the upgrade alone it cannot make anything.
      saw('ws.direct', 'ok', 'strong'),
      saw('http.direct', 'ok', 'weak'),
    ],
    whys: [
      failing,
      why('How far did it come?', 'The upgrade ended with {ws.plain}', ['ws.plain'], 'a handshake written by hand'),
      why(
        'What does the path speak?',
        'By HTTP/2 the health path is {http.h2}',
        ['http.h2'],
        'the health path by both versions',
      ),
      why(
        'What does the service speak?',
        'Round the proxy: {ws.direct}',
        ['ws.direct'],
        'the same handshake round the proxy',
      ),
      letThrough('the setting for end-to-end HTTP/2 of this service'),
    ],
    nextAction: 'Switch end-to-end HTTP/2 off for the service that takes WebSockets',
  },
  {
    id: 'rate-limited',
    layer: 'proxy',
    title: 'Too many requests in a short time: some are refused',
    prior: 0.8,
    predicts: [
      ...seenIn('upgrade', 'http'),
      saw('report.status', 429, ['strong', 'refutes']),
      // It says so with the very status, and at once.
      saw(
        'report.phrase',
        (phrase, { status, medianMs }) => phrase === 'rate-limit' && status === 429 && medianMs < 1_000,
        'proves',
      ),
      saw('report.phrase', 'rate-limit', 'weak'),
      saw('rerun.alone', ['mixed', 'failed'], 'weak'),
      saw('replay.passed', [1, 2, 3], 'weak'),
      saw('repeat.pattern', 'mixed', 'weak'),
      saw('http.failing-path', 'STATUS_429', 'strong'),
      saw('ws.plain', 'STATUS_429', 'strong'),
      saw('ws.ladder', 'STATUS_429', 'weak'),
      saw('http.shallow', 'STATUS_429', 'strong'),
      saw('http.any-path', 'STATUS_429', 'weak'),
      saw('http.phrase', 'rate-limit', 'strong'),
      saw('ws.ladder-waited', true, 'refutes'),
      saw('http.together', 'STATUS_429', 'strong'),
      saw('http.together-waited', true, 'refutes'),
      saw('report.duration', 'instant', 'weak'),
      saw('report.duration', 'timer', 'against'),
    ],
    whys: [
      failing,
      why('What was answered?', 'The refusal says so: {report.status}', ['report.status'], 'the status of the refusal'),
      either(
        'Does it pass when asked slowly?',
        'Of three replays {replay.passed} passed',
        ['replay.passed'],
        'one request in 30 s',
      ),
      letThrough('the limit, and how many requests the run sends'),
    ],
    nextAction: 'Raise the limit for the test user, or let the suite send less at once',
  },
  {
    id: 'instance-limit',
    layer: 'proxy',
    title: 'The platform starts no further instance, and requests wait until they are refused',
    prior: 0.8,
    predicts: [
      ...seenIn('upgrade', 'http'),
      ...onlyTogether,
      saw('report.status', [429, 503], ['strong', 'against']),
      saw('report.duration', 'timer', 'strong'),
      saw('report.duration', 'instant', 'against'),
      saw('ws.ladder-waited', true, ['proves', 'refutes']),
      saw('http.together', ['STATUS_429', 'STATUS_503', 'STATUS_504'], 'strong'),
      saw('http.together-waited', true, ['proves', 'refutes']),
      // Something of its own is used up, and it says what.
      saw('http.phrase', resources, 'refutes'),
      saw('ws.fails-from', (value) => typeof value === 'number' && value > 1, ['strong', 'against']),
      saw('ws.ladder', ['STATUS_429', 'STATUS_503', 'upgrade TIMEOUT'], ['strong', 'against']),
      saw('http.while-open', ['STATUS_429', 'STATUS_503', 'TIMEOUT'], 'strong'),
      saw('ws.fails-for-other-user', false, 'refutes'),
    ],
    whys: [
      failing,
      either(
        'When does it begin?',
        'With several at once: {ws.ladder}{http.together}',
        ['ws.ladder', 'http.together'],
        'a ladder of connections, or requests at once',
      ),
      why('At once?', 'No, after a wait: {report.duration}', ['report.duration'], 'the time until the refusal'),
      letThrough('the most instances, and connections for each, that are allowed'),
    ],
    nextAction: 'Compare the number of instances with its maximum, and raise it or the connections for each',
  },
  {
    id: 'buffering-proxy',
    layer: 'proxy',
    title: 'The proxy holds events back and passes them on in one lump',
    prior: 0.8,
    predicts: [
      ...seenIn('steady', 'first-message', 'http'),
      saw('ws.events-in-a-lump', true, ['strong', 'refutes']),
      saw('ws.direct-in-a-lump', false, ['proves', 'refutes']),
      saw('http.held-back', true, ['proves', 'refutes']),
      saw('report.phrase', 'in-a-lump', 'strong'),
      saw('replay.passed', 0, 'weak'),
      // All of them arrive, so that only a test that looks at their times fails.
      saw('rerun.alone', 'failed', 'weak'),
    ],
    whys: [
      failing,
      either(
        'How do events arrive?',
        'All of them at once',
        ['ws.events-in-a-lump', 'http.held-back'],
        'the times of the events',
      ),
      either(
        'Who holds them back?',
        'Round the proxy they come one by one',
        ['ws.direct-in-a-lump', 'http.held-back'],
        'the times of the events round the proxy',
      ),
      letThrough('the buffering of the proxy for this path'),
    ],
    nextAction: 'Switch buffering off for this path (nginx: proxy_buffering off)',
  },
];
