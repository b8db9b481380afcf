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
  isOver,
  letThrough,
  nowAndThen,
  saw,
  seenIn,
  why,
} from './predict.ts';
import { proxyLimitCauses } from './proxy-limits.ts';
import { proxyPassingCauses } from './proxy-passing.ts';

const direct = (needs: string) =>
  either(
    'Does the service itself do it?',
    'Asked round the proxy: {ws.direct}{http.direct}',
    ['ws.direct', 'http.direct'],
    needs,
  );

/** Where it is the upgrade that fails: a path of HTTP may be missing beside a WebSocket that is well. */
function passesUpgrade(seen: Fact, { phase }: Symptom): boolean {
  return seen === 'ok' && phase === 'upgrade';
}

export const proxyCauses: readonly Cause[] = [
  {
    id: 'upstream-down',
    layer: 'proxy',
    title: 'The proxy cannot reach the service behind it',
    prior: 3,
    predicts: [
      ...seenIn('http', 'upgrade'),
      ...always,
      saw('report.status', 502, ['strong', 'against']),
      saw('http.refusal-seconds', isOver(1.5), 'against'),
      saw('http.shallow', 'STATUS_502', ['strong', 'against']),
      saw('http.any-path', 'STATUS_502', ['weak', 'against']),
      saw('ws.plain', 'STATUS_502', ['strong', 'against']),
      saw('ws.token.bad', 'STATUS_502', ['weak', 'against']),
      saw('http.direct', ['ECONNREFUSED', 'tcp'], ['proves', 'against']),
      saw('ws.direct', ['ECONNREFUSED', 'tcp'], ['proves', 'against']),
      saw('version.changing', false, ['weak', 'against']),
      // One service of many: it is that one which is down.
      saw('auth.alone', true, 'refutes'),
      changed,
    ],
    whys: [
      failing,
      either(
        'Who answered?',
        'The proxy, with {http.shallow}{ws.plain}: it got nothing of use from behind',
        ['http.shallow', 'ws.plain'],
        'the health path and the upgrade, through the proxy',
      ),
      direct('the same request round the proxy'),
      cameWithVersion,
    ],
    nextAction:
      'See whether the process behind the proxy runs and listens where the proxy looks, and read its last log lines',
  },
  {
    id: 'upstream-slow',
    layer: 'proxy',
    title: 'The proxy gives up before the service answers',
    prior: 1.5,
    predicts: [
      ...seenIn('http', 'upgrade'),
      saw('report.status', 504, 'strong'),
      // Some proxies call it a bad gateway too.
      saw('report.status', (status) => status !== 504 && status !== 502, 'against'),
      saw('http.refusal-seconds', isOver(1.5), 'strong'),
      saw('http.phrase', 'upstream-timeout', 'strong'),
      saw('report.phrase', 'upstream-timeout', 'weak'),
      saw('report.duration', 'timer', 'weak'),
      saw('report.duration', 'instant', 'against'),
      saw('http.shallow', 'STATUS_504', 'strong'),
      // It is what all deep paths wait for.
      saw('http.deep', 'STATUS_504', 'against'),
      // The word of a proxy, and of nobody else.
      saw('http.failing-path', 'STATUS_504', 'proves'),
      saw('http.failing-path', 'STATUS_502', 'weak'),
      saw('http.failing-path', (seen) => !/STATUS_50[24]|TIMEOUT/u.test(String(seen)), 'against'),
      saw('ws.plain', 'STATUS_504', 'strong'),
      saw('http.direct', ['ok', 'TIMEOUT'], 'weak'),
      saw('http.failing-direct', ['ok', 'TIMEOUT'], 'weak'),
      saw('replay.passed', 0, 'weak'),
      saw('replay.passed', 3, 'refutes'),
    ],
    whys: [
      failing,
      either(
        'Who answered?',
        'The proxy, when its time was over: {http.failing-path}{http.shallow}{ws.plain}',
        ['http.failing-path', 'http.shallow', 'ws.plain'],
        'the same request again',
      ),
      either(
        'Which time-out?',
        'The failures sit just above {report.timer-seconds} s; the answer came after {http.refusal-seconds} s',
        ['report.timer-seconds', 'http.refusal-seconds'],
        'the durations of the failures',
      ),
      letThrough('what the service does for so long: its own log of one such request'),
    ],
    nextAction: "Find what the service does for that long; only then compare the proxy's time-out with it",
  },
  {
    id: 'no-healthy-upstream',
    layer: 'proxy',
    title: 'The load balancer has no healthy instance to send to',
    prior: 2,
    predicts: [
      ...seenIn('http', 'upgrade'),
      ...always,
      saw('report.status', 503, ['strong', 'against']),
      // The words are those of a load balancer. It may send other paths elsewhere, where instances are healthy.
      saw('http.phrase', 'no-upstream', 'proves'),
      saw('report.phrase', 'no-upstream', 'strong'),
      saw('http.shallow', 'STATUS_503', ['strong', 'against']),
      saw('http.any-path', 'STATUS_503', ['strong', 'against']),
      saw('ws.plain', 'STATUS_503', ['strong', 'against']),
      saw('ws.token.bad', 'STATUS_503', ['weak', 'against']),
      saw('http.direct', 'ok', 'weak'),
      saw('ws.direct', 'ok', 'weak'),
      saw('report.all-red', true, 'weak'),
      changed,
    ],
    whys: [
      failing,
      either(
        'Who answered?',
        'The load balancer, whose page speaks of {http.phrase}; other paths are refused as well: {http.shallow}{http.any-path}',
        ['http.phrase', 'http.shallow', 'http.any-path'],
        'the page of the refusal, and several paths of the same service',
      ),
      direct('an instance, asked round the load balancer'),
      cameWithVersion,
    ],
    nextAction: 'Look at the health checks of the load balancer: which instance fails which check, and since when',
  },
  {
    id: 'route-missing',
    layer: 'proxy',
    title: 'No route leads to the path',
    prior: 1.5,
    predicts: [
      ...seenIn('upgrade', 'http'),
      ...always,
      // Who says why it refuses has met the request.
      saw('report.phrase', 'user-missing', 'refutes'),
      saw('report.phrase', (phrase) => isNamed(phrase) && phrase !== 'user-missing', 'against'),
      saw('http.phrase', isNamed, 'refutes'),
      saw('report.phrase-of-run', isNamed, 'against'),
      // A route is there for everybody, and for every token.
      saw('auth.roomy-passes', true, 'refutes'),
      saw('http.one-user-refused', true, 'refutes'),
      // Nobody took the route away without changing something; but what else was changed may be that.
      saw('audit.drift', true, 'against'),
      saw('report.status', [404, 403], ['weak', 'against']),
      saw('ws.plain', (seen, { phase }) => phase === 'upgrade' && /STATUS_40[34]/u.test(String(seen)), 'strong'),
      saw('ws.plain', (seen, { phase }) => phase === 'upgrade' && !/STATUS_40[34]/u.test(String(seen)), 'against'),
      saw('http.failing-direct', 'ok', 'strong'),
      saw('http.failing-direct', ['STATUS_404', 'STATUS_403'], 'against'),
      saw('ws.token.bad', ['STATUS_401', 'CLOSE_1008', 'CLOSE_1011'], 'refutes'),
      saw('ws.token.none', ['STATUS_404', 'STATUS_403'], ['weak', 'against']),
      saw('ws.form.header', passesUpgrade, 'refutes'),
      saw('ws.form.subprotocol', passesUpgrade, 'refutes'),
      saw('ws.form.subprotocol-dot', passesUpgrade, 'refutes'),
      saw('ws.origin.none', passesUpgrade, 'refutes'),
      saw('ws.other-user', passesUpgrade, 'refutes'),
      saw('auth.makers-differ', true, 'refutes'),
      saw('ws.direct', ['STATUS_404', 'STATUS_403'], 'strong'),
      saw('http.other-agent', 'ok', 'refutes'),
      saw('http.failing-path', ['STATUS_404', 'STATUS_403'], ['strong', 'against']),
      saw('http.any-path', 'ok', ['weak', 'against']),
      saw('http.signed-in', 'ok', ['weak', 'against']),
      saw('http.body', 'sign-in', 'refutes'),
      saw('target.expected', false, 'against'),
      changed,
    ],
    whys: [
      failing,
      either(
        'What was answered?',
        'The path itself is refused: {ws.plain}{http.failing-path}',
        ['ws.plain', 'http.failing-path'],
        'the same path again',
      ),
      either(
        'Is it the whole service?',
        'No: other paths are {http.any-path}{http.signed-in}',
        ['http.any-path', 'http.signed-in'],
        'other paths of the same service',
      ),
      cameWithVersion,
    ],
    nextAction:
      'Compare the path with the routes of the load balancer and of the service, of this version and the last green one',
  },
  {
    id: 'affinity-missing',
    layer: 'proxy',
    title: 'Steps that belong together reach different instances',
    prior: 0.6,
    predicts: [
      ...seenIn('http', 'first-message', 'upgrade'),
      ...nowAndThen,
      saw('report.phrase', 'unknown-session', 'proves'),
      saw('rerun.alone', ['failed', 'mixed'], 'weak'),
      saw('repeat.session-lost', true, ['proves', 'against']),
      saw('http.phrase', 'unknown-session', 'proves'),
      saw('http.failing-path', 'STATUS_404', 'weak'),
      saw('repeat.by-version', false, 'weak'),
    ],
    whys: [
      failing,
      either(
        'What was missing?',
        'What an instance remembers; the text says {report.phrase}; signed in once it was lost: {repeat.session-lost}',
        ['report.phrase', 'repeat.session-lost'],
        'the text of the failure, or fresh connections after one sign-in',
      ),
      why(
        'Is it always so?',
        'Of eight fresh connections: {repeat.pattern}',
        ['repeat.pattern'],
        'both steps on one and on two connections',
      ),
      letThrough('how the load balancer chooses an instance for this path'),
    ],
    nextAction: 'Let the load balancer keep a client on one instance, or keep sessions where every instance sees them',
  },
  ...proxyPassingCauses,
  ...proxyLimitCauses,
];
