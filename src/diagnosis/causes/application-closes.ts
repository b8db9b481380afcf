import type { Cause } from '../cause.ts';
import { always, either, failing, isOver, isUnder, letThrough, saw, seenIn, why } from './predict.ts';

const opened = ['first-message', 'steady', 'close'] as const;

/** Where the close itself names the reason. */
export const closingCauses: readonly Cause[] = [
  {
    id: 'message-too-big',
    layer: 'application',
    title: 'A message is larger than one side takes',
    prior: 0.8,
    predicts: [
      ...seenIn(...opened),
      saw('report.close-code', 1009, ['proves', 'refutes']),
      saw('ws.plain', 'CLOSE_1009', 'proves'),
      // Our own limit is lower than that of most clients: what they refuse we refuse as well.
      saw('ws.plain', (end, { closeCode }) => end === 'round-trip SENT_1009' && closeCode === 1009, 'strong'),
      saw('ws.largest-ok', isUnder(60_000), ['strong', 'weak']),
      saw('replay.passed', 3, 'weak'),
    ],
    whys: [
      failing,
      why(
        'Who refuses it?',
        'A close with {report.close-code}, by {report.closed-by}',
        ['report.close-code', 'report.closed-by'],
        'who sent the close',
      ),
      {
        ...why(
          'Where is the limit?',
          'Above {ws.largest-ok} bytes, which came through; at most at {ws.refused-size} bytes, which did not',
          ['ws.largest-ok', 'ws.refused-size'],
          'messages of growing size',
        ),
        asSeen: true,
      },
      letThrough('the limits of both sides, and how large messages have become'),
    ],
    nextAction: 'Raise the limit of the side that closed, or send the message in parts',
  },
  {
    id: 'event-loop-blocked',
    layer: 'application',
    title: 'The service does long work on its event loop and answers nobody meanwhile',
    prior: 1.5,
    predicts: [
      ...seenIn('steady', 'close', 'first-message', 'http'),
      saw('report.close-reason', 'keepalive', ['strong', 'weak']),
      saw('report.error', ['ReadTimeout', 'ReadTimeoutError'], 'weak'),
      saw('ws.close-reason', 'keepalive', 'weak'),
      saw('http.while-open', 'TIMEOUT', 'strong'),
      saw('http.meanwhile-ms', isOver(700), ['proves', 'refutes']),
      saw('version.changing', true, 'against'),
      saw('http.latency-ms', isOver(1_000), 'strong'),
      saw('http.shallow', ['STATUS_502', 'STATUS_503', 'tcp'], 'against'),
      saw('ws.unread', 'ok', 'weak'),
    ],
    whys: [
      failing,
      either(
        'Is the whole service still?',
        'The health path meanwhile: {http.while-open}; {http.meanwhile-ms} ms more',
        ['http.while-open', 'http.meanwhile-ms'],
        'the health path during the operation',
      ),
      why('What was missing?', 'A pong: {report.close-reason}', ['report.close-reason'], 'the reason of the close'),
      letThrough('a profile of the service during the operation'),
    ],
    nextAction: 'Take a profile of the service during the operation, and move the long call off the event loop',
  },
  {
    id: 'policy-violation',
    layer: 'application',
    title: 'The service refuses what the client does by its rules',
    prior: 1,
    predicts: [
      ...seenIn(...opened),
      ...always,
      saw('report.close-code', 1008, ['strong', 'against']),
      saw('report.close-reason', 'prose', ['weak', 'against']),
      saw('ws.plain', 'CLOSE_1008', ['strong', 'against']),
      saw('ws.token.good', 'CLOSE_1008', ['weak', 'against']),
      saw('http.signed-in', 'ok', ['weak', 'against']),
      saw('report.phrase', 'none', 'weak'),
    ],
    whys: [
      failing,
      why(
        'What did the service do?',
        'It closed by its own rules: {ws.plain}',
        ['ws.plain'],
        'a probe that ends the same way',
      ),
      why(
        'Is the user refused everywhere?',
        'No: a signed-in path is {http.signed-in}',
        ['http.signed-in'],
        'a signed-in path with the same token',
      ),
      letThrough('the rule that the reason of the close names'),
    ],
    nextAction: 'Read the reason of the close and look up the rule that it names',
  },
  {
    id: 'service-restart',
    layer: 'application',
    title: 'The service restarted under the test',
    prior: 2,
    predicts: [
      ...seenIn(...opened),
      saw('report.close-code', 1012, 'proves'),
      saw('report.close-code', 1001, 'strong'),
      // A proxy in between says nothing of the code that the service gave it.
      saw('report.close-code', (code) => code !== 1012 && code !== 1001 && code !== 1006, 'against'),
      saw('ws.plain', 'CLOSE_1012', 'strong'),
      saw('health.uptime-fell', true, 'strong'),
      saw('health.started-at-run', true, 'weak'),
      saw('health.started-within-run', true, 'strong'),
      saw('health.started-since-run', true, 'weak'),
      saw('health.older-than-run', true, 'against'),
      saw('health.started-since-run', (began, { closeCode }) => began === true && closeCode === 1012, 'strong'),
      saw('health.uptime-seconds', (value) => typeof value === 'number' && value < 600, ['weak', 'against']),
      saw('repeat.all-gone', true, 'proves'),
      saw('version.changing', true, 'against'),
      saw('version.changing', false, 'weak'),
      saw('version.changed', false, 'weak'),
    ],
    whys: [
      failing,
      either(
        'What did the service say?',
        'It closed with {report.close-code}{ws.plain}',
        ['report.close-code', 'ws.plain'],
        'the code of the close',
      ),
      either(
        'Did it restart?',
        'Its uptime fell: {health.uptime-fell}; it has been up for {health.uptime-seconds} s; it was there, and then nobody was: {repeat.all-gone}',
        ['health.uptime-fell', 'health.uptime-seconds', 'repeat.all-gone'],
        'the uptime before and after',
      ),
      why('Was it a deploy?', 'The version stayed the same', ['version.changing'], 'the version before and after'),
      letThrough('why it restarted: the log of the platform for that minute'),
    ],
    nextAction: 'Ask the platform why it restarted the service in that minute',
  },
  {
    id: 'try-again-later',
    layer: 'application',
    title: 'The service asks to come again later',
    prior: 0.8,
    predicts: [
      ...seenIn(...opened, 'upgrade'),
      saw('report.close-code', 1013, ['proves', 'against']),
      saw('ws.plain', 'CLOSE_1013', ['strong', 'weak']),
      saw('ws.fails-from', 0, 'weak'),
      saw('ws.fails-from', isOver(1), 'against'),
    ],
    whys: [
      failing,
      either(
        'What did the service say?',
        'It closed with {report.close-code}{ws.plain}',
        ['report.close-code', 'ws.plain'],
        'the code of the close',
      ),
      letThrough('what it waits for: whether it happens under load alone'),
    ],
    nextAction: 'Read the reason of the close, and see whether it happens under load alone',
  },
];
