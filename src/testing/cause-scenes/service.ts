import { allEnd, closed, failsAgain, passesAgain, ladder, report, tokens, wellHttp, type Scene } from './scene.ts';

const handled = (outcome: string) => ({
  ...wellHttp,
  ...failsAgain,
  ...tokens(outcome, 'upgrade STATUS_401'),
  'ws.plain': outcome,
});
const timer = { 'report.duration': 'timer', 'report.timer-seconds': 10 } as const;

/** application, backend, deploy. */
export const serviceScenes: readonly Scene[] = [
  {
    id: 'accept-delayed',
    facts: { ...handled('upgrade TIMEOUT'), ...report('upgrade', 'TimeoutError', timer) },
    unlike: ['packets-dropped', 'backend-saturated'],
  },
  {
    id: 'handler-error',
    facts: { ...handled('auth CLOSE_1011'), ...closed(1011), 'ws.close-reason': 'prose' },
    unlike: ['auth-failure-as-1011', 'variable-missing'],
  },
  {
    id: 'handler-crash',
    facts: { ...handled('auth CLOSE_1006'), ...closed(1006) },
    unlike: ['idle-timeout', 'out-of-memory'],
  },
  {
    id: 'variable-missing',
    facts: {
      ...handled('auth CLOSE_1011'),
      ...closed(1011),
      'audit.missing-variable': 'SERVICE_SECRET',
      'audit.drift': true,
      'version.changed': false,
    },
    unlike: ['handler-error', 'configuration-drift'],
  },
  {
    id: 'handler-returned-early',
    facts: {
      ...handled('round-trip CLOSE_1000'),
      ...closed(1000),
      'ws.no-message': 'ok',
      'ws.last-event': 'connected',
    },
    unlike: ['handler-crash', 'schema-changed'],
  },
  {
    id: 'startup-race',
    facts: {
      ...wellHttp,
      ...passesAgain,
      ...closed(1011),
      'ws.plain': 'ok',
      'health.uptime-seconds': 45,
      'health.started-at-run': true,
      'report.phrase': 'not-ready',
    },
    unlike: ['handler-error', 'deploy-in-progress'],
  },
  {
    id: 'schema-changed',
    facts: {
      ...handled('round-trip CLOSE_1003'),
      ...closed(1003),
      'ws.no-message': 'ok',
      'ws.last-event': 'error',
      'version.changed': true,
    },
    unlike: ['handler-returned-early', 'policy-violation'],
  },
  {
    id: 'message-too-big',
    facts: { ...wellHttp, ...passesAgain, ...closed(1009), 'ws.plain': 'ok', 'ws.largest-ok': 1_024 },
    unlike: ['schema-changed', 'large-packets-lost'],
  },
  {
    id: 'event-loop-blocked',
    facts: {
      ...wellHttp,
      ...closed(1011, { 'report.phase': 'steady', 'report.closed-by': 'client', 'report.close-reason': 'keepalive' }),
      'http.latency-ms': 4_000,
      ...ladder(0, 'ok', { 'http.while-open': 'response TIMEOUT' }),
    },
    unlike: ['backpressure', 'backend-saturated'],
  },
  {
    id: 'policy-violation',
    facts: { ...handled('round-trip CLOSE_1008'), ...closed(1008) },
    unlike: ['schema-changed', 'token-secret-mismatch'],
  },
  {
    id: 'service-restart',
    facts: {
      ...wellHttp,
      'replay.passed': 0,
      ...closed(1012),
      'ws.plain': 'round-trip CLOSE_1012',
      'health.uptime-fell': true,
      'health.uptime-seconds': 2,
    },
    unlike: ['deploy-in-progress', 'out-of-memory'],
  },
  {
    id: 'try-again-later',
    facts: { ...handled('auth CLOSE_1013'), ...closed(1013), 'ws.fails-from': 0 },
    unlike: ['concurrency-limit', 'startup-race'],
  },
  {
    id: 'backend-saturated',
    facts: {
      ...failsAgain,
      ...allEnd('response TIMEOUT'),
      ...report('http', 'ReadTimeout', { ...timer, 'report.all-red': true }),
      'ws.plain': 'upgrade TIMEOUT',
      'http.direct': 'response TIMEOUT',
      'control.reachable': true,
    },
    unlike: ['dependency-hanging', 'http1-path-broken'],
  },
  {
    id: 'backend-slow',
    facts: {
      ...wellHttp,
      'replay.passed': 0,
      ...report('http', 'ReadTimeout', timer),
      'http.latency-ms': 900,
      'replay.longer-timeout': 'ok',
      'history.slower': true,
    },
    unlike: ['timeout-too-short', 'upstream-slow'],
  },
  {
    id: 'dependency-hanging',
    facts: {
      ...wellHttp,
      ...failsAgain,
      ...report('http', 'ReadTimeout', timer),
      'http.deep': 'response TIMEOUT',
      'http.signed-in': 'response TIMEOUT',
      'http.h1': 'ok',
      'http.h2': 'ok',
    },
    unlike: ['backend-saturated', 'http1-path-broken'],
  },
  {
    id: 'database-down',
    facts: {
      ...wellHttp,
      ...failsAgain,
      ...report('http', 'HTTPStatusError', { 'report.status': 500 }),
      'http.deep': 'response STATUS_503',
      'http.signed-in': 'response STATUS_500',
      'health.says': 'database',
    },
    unlike: ['migration-missing', 'shallow-health'],
  },
  {
    id: 'pool-exhausted',
    facts: {
      ...wellHttp,
      'replay.passed': 3,
      ...closed(1011),
      'ws.plain': 'ok',
      ...ladder(5, 'round-trip CLOSE_1011'),
      'http.phrase': 'pool-exhausted',
    },
    unlike: ['concurrency-limit', 'handler-race'],
  },
  {
    id: 'out-of-memory',
    facts: {
      ...wellHttp,
      'replay.passed': 0,
      ...closed(1006),
      'ws.plain': 'round-trip CLOSE_1006',
      'health.uptime-fell': true,
      'health.uptime-seconds': 3,
    },
    unlike: ['service-restart', 'handler-crash'],
  },
  {
    id: 'files-exhausted',
    facts: {
      ...wellHttp,
      'replay.passed': 1,
      ...report('http', 'HTTPStatusError', { 'report.status': 500, 'report.phrase': 'too-many-files' }),
      'http.phrase': 'too-many-files',
    },
    unlike: ['pool-exhausted', 'out-of-memory'],
  },
  {
    id: 'migration-missing',
    facts: {
      ...wellHttp,
      ...failsAgain,
      ...report('http', 'HTTPStatusError', { 'report.status': 500 }),
      'http.signed-in': 'response STATUS_500',
      'http.phrase': 'relation-missing',
      'version.changed': true,
    },
    unlike: ['database-down', 'shallow-health'],
  },
  {
    id: 'auth-service-down',
    facts: {
      ...wellHttp,
      'replay.passed': 0,
      ...report('http', 'ConnectError', { 'report.code': 'ECONNREFUSED' }),
      'auth.health': 'tcp ECONNREFUSED',
      'auth.login': 'tcp ECONNREFUSED',
      ...tokens('ok', 'upgrade STATUS_401'),
    },
    unlike: ['connection-refused', 'token-secret-mismatch'],
  },
  {
    id: 'discovery-entry-dead',
    facts: {
      ...wellHttp,
      'replay.passed': 0,
      ...report('tcp', 'ConnectError', { 'report.code': 'ECONNREFUSED' }),
      'discovery.entries': 'some-dead',
    },
    unlike: ['connection-refused', 'auth-service-down'],
  },
  {
    id: 'deploy-in-progress',
    facts: {
      ...wellHttp,
      'replay.passed': 2,
      'repeat.pattern': 'mixed',
      ...report('http', 'HTTPStatusError', { 'report.status': 502 }),
      'version.changing': true,
      'health.uptime-seconds': 20,
      'health.uptime-fell': true,
    },
    unlike: ['service-restart', 'replica-bad'],
  },
  {
    id: 'replica-bad',
    facts: {
      ...wellHttp,
      'replay.passed': 1,
      'repeat.pattern': 'mixed',
      'repeat.by-version': true,
      ...report('http', 'HTTPStatusError', { 'report.status': 500 }),
    },
    unlike: ['deploy-in-progress', 'affinity-missing'],
  },
  {
    id: 'stale-version',
    facts: { ...handled('auth CLOSE_1011'), ...closed(1011), 'version.intended': false, 'version.changed': false },
    unlike: ['handler-error', 'configuration-drift'],
  },
  {
    id: 'cold-start',
    facts: {
      ...wellHttp,
      ...passesAgain,
      ...report('http', 'ReadTimeout', timer),
      'http.first-slow': true,
      'health.uptime-seconds': 30,
    },
    unlike: ['timeout-too-short', 'startup-race'],
  },
  {
    id: 'configuration-drift',
    facts: {
      ...wellHttp,
      ...failsAgain,
      ...report('http', 'HTTPStatusError', { 'report.status': 500 }),
      'audit.drift': true,
      'audit.missing-variable': 'none',
      'version.changed': false,
      'version.intended': true,
    },
    unlike: ['variable-missing', 'stale-version'],
  },
];
