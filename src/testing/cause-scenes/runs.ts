import { closed, failsAgain, ladder, passesAgain, report, wellHttp, type Scene } from './scene.ts';

const alone = { ...wellHttp, ...passesAgain, 'ws.plain': 'ok' } as const;
const timer = { 'report.duration': 'timer', 'report.timer-seconds': 5 } as const;

/** concurrency, events, tests, and the two honest answers. */
export const runScenes: readonly Scene[] = [
  {
    id: 'concurrency-limit',
    facts: {
      ...alone,
      ...report('upgrade', 'InvalidStatus', { 'report.status': 503, 'report.duration': 'short' }),
      ...ladder(3, 'upgrade STATUS_503', { 'ws.fails-for-other-user': true }),
    },
    unlike: ['user-connection-cap', 'no-healthy-upstream'],
  },
  {
    id: 'user-connection-cap',
    facts: {
      ...alone,
      ...report('upgrade', 'InvalidStatus', { 'report.status': 429, 'report.duration': 'short' }),
      ...ladder(3, 'upgrade STATUS_429', { 'ws.fails-for-other-user': false }),
    },
    unlike: ['concurrency-limit', 'rate-limited'],
  },
  {
    id: 'handler-race',
    facts: { ...alone, ...closed(1011), ...ladder(4, 'round-trip CLOSE_1011', { 'ws.knee-repeats': false }) },
    unlike: ['pool-exhausted', 'concurrency-limit'],
  },
  {
    id: 'http-starved-by-sockets',
    facts: {
      ...alone,
      ...report('http', 'HTTPStatusError', { 'report.status': 503 }),
      ...ladder(0, 'ok', { 'http.while-open': 'response STATUS_503' }),
    },
    unlike: ['no-healthy-upstream', 'event-loop-blocked'],
  },
  {
    id: 'backpressure',
    facts: {
      ...alone,
      ...closed(1011, { 'report.phase': 'steady', 'report.closed-by': 'client', 'report.close-reason': 'keepalive' }),
      'ws.unread': 'hold CLOSE_1011',
      ...ladder(0, 'ok'),
    },
    unlike: ['event-loop-blocked', 'idle-timeout'],
  },
  {
    id: 'event-missing',
    facts: {
      ...wellHttp,
      ...failsAgain,
      ...report('assertion', 'AssertionError', { 'report.missing-event': 'tool_completed' }),
      'ws.plain': 'round-trip TIMEOUT',
      'ws.last-event': 'agent_completed',
    },
    unlike: ['model-stalled', 'event-out-of-order'],
  },
  {
    id: 'event-out-of-order',
    facts: {
      ...wellHttp,
      ...failsAgain,
      ...report('assertion', 'AssertionError', { 'report.event-order': true }),
      'ws.plain': 'round-trip ORDER',
      'ws.last-event': 'agent_completed',
    },
    unlike: ['event-missing', 'wrong-assertion'],
  },
  {
    id: 'event-cross-user',
    facts: {
      ...wellHttp,
      'replay.passed': 0,
      ...report('assertion', 'AssertionError', { 'report.cross-user': true }),
      'ws.plain': 'round-trip NONCE',
    },
    unlike: ['event-out-of-order', 'wrong-assertion'],
  },
  {
    id: 'model-stalled',
    facts: {
      ...wellHttp,
      ...failsAgain,
      ...report('steady', 'TimeoutError', timer),
      'ws.plain': 'round-trip TIMEOUT',
      'ws.last-event': 'agent_thinking',
    },
    unlike: ['event-missing', 'backend-slow'],
  },
  {
    id: 'wrong-target',
    facts: { ...alone, ...report('dns', 'gaierror', { 'report.code': 'ENOTFOUND' }), 'target.expected': false },
    unlike: ['dns-name-not-found', 'runner-offline'],
  },
  {
    id: 'timeout-too-short',
    facts: {
      ...alone,
      ...report('http', 'ReadTimeout', timer),
      'replay.longer-timeout': 'ok',
      'replay.over-timer': true,
      'history.slower': false,
    },
    unlike: ['backend-slow', 'cold-start'],
  },
  {
    id: 'fake-pass',
    facts: { ...alone, 'report.error': 'passed', 'audit.dead-target-passed': true, 'audit.padded': true },
    unlike: ['timer-padded', 'healthy'],
  },
  {
    id: 'timer-padded',
    facts: { ...alone, 'report.error': 'passed', 'audit.dead-target-passed': false, 'audit.padded': true },
    unlike: ['fake-pass', 'healthy'],
  },
  {
    id: 'tests-not-collected',
    facts: { ...alone, ...report('unknown', 'ModuleNotFoundError'), 'report.fewer-collected': true },
    unlike: ['fixture-error', 'client-library-changed'],
  },
  {
    id: 'fixture-error',
    facts: { ...alone, ...report('setup', 'KeyError', { 'report.one-frame': true, 'report.all-red': true }) },
    unlike: ['order-dependence', 'tests-not-collected'],
  },
  {
    id: 'order-dependence',
    facts: {
      ...alone,
      ...report('assertion', 'AssertionError'),
      'rerun.alone': 'passed',
      'history.came-and-went': false,
      'rerun.suite': 'alike',
    },
    unlike: ['flaky-test', 'wrong-assertion'],
  },
  {
    id: 'flaky-test',
    facts: {
      ...alone,
      ...report('assertion', 'AssertionError'),
      'rerun.alone': 'mixed',
      'history.came-and-went': true,
    },
    unlike: ['order-dependence', 'replica-bad'],
  },
  {
    id: 'event-loop-leak',
    facts: { ...alone, ...report('setup', 'RuntimeError', { 'report.phrase': 'event-loop' }), 'rerun.alone': 'passed' },
    unlike: ['order-dependence', 'fixture-error'],
  },
  {
    id: 'client-library-changed',
    facts: {
      ...alone,
      ...report('before-io', 'TypeError', { 'report.phrase': 'unexpected-keyword', 'report.duration': 'instant' }),
    },
    unlike: ['token-illegal-in-subprotocol', 'fixture-error'],
  },
  {
    id: 'wrong-assertion',
    facts: { ...alone, ...report('assertion', 'AssertionError'), 'rerun.alone': 'failed' },
    unlike: ['flaky-test', 'event-missing'],
  },
  {
    id: 'runner-offline',
    facts: {
      ...report('dns', 'gaierror', { 'report.code': 'EAI_AGAIN', 'report.all-red': true }),
      'replay.passed': 0,
      'http.shallow': 'dns EAI_AGAIN',
      'ws.plain': 'dns EAI_AGAIN',
      'dns.others': 'dns EAI_AGAIN',
      'control.reachable': false,
    },
    unlike: ['dns-resolver-failing', 'packets-dropped'],
  },
  {
    id: 'healthy',
    facts: { ...alone, ...closed(1011), 'health.says': 'none' },
    unlike: ['handler-error', 'idle-timeout'],
  },
  {
    id: 'unknown',
    facts: {
      ...wellHttp,
      'replay.passed': 0,
      ...report('steady', 'OddError'),
      'ws.plain': 'round-trip CLOSE_4711',
      'repeat.pattern': 'all-bad',
    },
    unlike: ['handler-error', 'healthy'],
  },
];
