import type { Cause } from '../cause.ts';
import { either, failing, isOver, letThrough, saw, seenIn, why } from './predict.ts';

const anywhere = ['http', 'upgrade', 'first-message', 'steady', 'close'] as const;

/** What the service has no more of. */
export const exhaustedCauses: readonly Cause[] = [
  {
    id: 'pool-exhausted',
    layer: 'backend',
    title: 'All connections to the database or another resource are taken',
    prior: 1.2,
    predicts: [
      ...seenIn(...anywhere),
      // What is given back late, or never, is missed by the next one too.
      saw('repeat.pattern', 'all-bad', 'against'),
      saw('report.phrase', 'pool-exhausted', 'proves'),
      saw('report.phrase-of-run', 'pool-exhausted', 'strong'),
      saw('http.phrase', 'pool-exhausted', 'proves'),
      saw('rerun.alone', 'failed', 'weak'),
      // Eight idle connections need not take what eight conversations take.
      saw('ws.fails-from', isOver(1), 'strong'),
      saw('ws.ladder', ['CLOSE_1011', 'STATUS_500', 'TIMEOUT'], 'proves'),
      saw('ws.ladder', (end) => end !== 'ok' && !/CLOSE_1011|STATUS_500|TIMEOUT/u.test(String(end)), 'against'),
      saw('ws.knee-repeats', true, ['weak', 'against']),
      saw('http.together', ['STATUS_500', 'STATUS_503', 'TIMEOUT'], 'strong'),
      saw('health.says', (value) => /database|pool|postgres/iu.test(String(value)), 'weak'),
    ],
    whys: [
      failing,
      either(
        'When does it begin?',
        'From {ws.fails-from} connections on; side by side they end with {ws.ladder}; of requests at once some fail: {http.together}',
        ['ws.fails-from', 'ws.ladder', 'http.together'],
        'a ladder of connections',
      ),
      either(
        'What is used up?',
        'What is said speaks of {http.phrase}{report.phrase}',
        ['http.phrase', 'report.phrase'],
        "the text of a failure, or the pool's own figures",
      ),
      letThrough('the size of the pool, and how long each connection is held'),
    ],
    nextAction:
      'Compare the size of the pool with the connections that a request holds, and find what does not give them back',
  },
  {
    id: 'out-of-memory',
    layer: 'backend',
    title: 'The service is ended because it needs too much memory',
    prior: 1,
    predicts: [
      // Where a process was ended, its port refuses those who come next.
      ...seenIn(...anywhere, 'tcp'),
      saw('report.phrase', 'out-of-memory', 'proves'),
      saw('report.phrase-of-run', 'out-of-memory', 'strong'),
      saw('http.phrase', 'out-of-memory', 'proves'),
      saw('report.close-code', 1006, ['weak', 'against']),
      saw('health.uptime-fell', true, 'strong'),
      saw('replay.went-away', true, 'proves'),
      saw('health.started-within-run', true, 'weak'),
      saw('health.older-than-run', true, 'against'),
      saw('version.changing', false, ['weak', 'against']),
      saw('ws.plain', ['CLOSE_1006', 'ECONNRESET', 'STATUS_502'], 'strong'),
      saw('report.close-code', [1012, 1001], 'against'),
      saw('ws.plain', 'hold', 'against'),
    ],
    whys: [
      failing,
      why(
        'Did the process die?',
        'Its uptime fell between two looks',
        ['health.uptime-fell'],
        'the uptime before and after',
      ),
      why('Was it a deploy?', 'No: the version stayed the same', ['version.changing'], 'the version before and after'),
      either(
        'What ended it?',
        'What is said speaks of {report.phrase}{http.phrase}',
        ['report.phrase', 'http.phrase'],
        'the reason that the platform gives for the end',
      ),
      letThrough('the memory of the service over the hours before'),
    ],
    nextAction: 'Look at the memory of the service before it ended, and at the reason that the platform gives',
  },
  {
    id: 'files-exhausted',
    layer: 'backend',
    title: 'The service has no file descriptor left',
    prior: 0.3,
    predicts: [
      ...seenIn(...anywhere, 'tcp'),
      saw('report.phrase', 'too-many-files', 'proves'),
      saw('report.phrase-of-run', 'too-many-files', 'proves'),
      saw('http.phrase', 'too-many-files', 'proves'),
      saw('http.failing-path', ['STATUS_500', 'STATUS_503'], 'strong'),
      saw('ws.plain', ['CLOSE_1011', 'STATUS_500'], 'weak'),
      saw('report.close-code', [1011, 1006], 'weak'),
      saw('replay.passed', 0, 'weak'),
      saw('http.shallow', 'ok', 'weak'),
      saw('health.says', (value) => /file|descriptor|fd/iu.test(String(value)), 'proves'),
      saw('ws.fails-from', isOver(20), 'weak'),
      saw('http.while-open', 'fails', 'weak'),
    ],
    whys: [
      failing,
      either(
        'What is used up?',
        'What is said speaks of {report.phrase}{http.phrase}{health.says}',
        ['report.phrase', 'http.phrase', 'health.says'],
        'the text of a failure, or the health answer',
      ),
      letThrough('what opens files or sockets and does not close them'),
    ],
    nextAction: 'Count the open descriptors of the process by kind, and raise the limit only once the leak is found',
  },
];
