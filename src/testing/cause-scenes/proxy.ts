import {
  allEnd,
  closed,
  failsAgain,
  forms,
  ladder,
  passesAgain,
  report,
  tokens,
  wellHttp,
  type Scene,
} from './scene.ts';

const status = (code: number) => ({ 'report.status': code, 'report.duration': 'short' }) as const;
const refused = (code: number) => ({
  ...wellHttp,
  ...failsAgain,
  ...report('upgrade', 'InvalidStatus', status(code)),
  ...tokens(`upgrade STATUS_${code}`, `upgrade STATUS_${code}`),
  'ws.plain': `upgrade STATUS_${code}`,
});

/** proxy and http. */
export const proxyScenes: readonly Scene[] = [
  {
    id: 'upgrade-not-forwarded',
    facts: { ...refused(404), 'ws.direct': 'ok', 'http.body': 'json', 'http.server': 'uvicorn' },
    unlike: ['route-missing', 'http2-end-to-end'],
  },
  {
    id: 'upstream-down',
    facts: {
      ...refused(502),
      ...allEnd('response STATUS_502'),
      'http.direct': 'tcp ECONNREFUSED',
      'http.body': 'html',
    },
    unlike: ['no-healthy-upstream', 'deploy-in-progress'],
  },
  {
    id: 'upstream-slow',
    facts: {
      ...wellHttp,
      'replay.passed': 0,
      ...report('http', 'HTTPStatusError', {
        'report.status': 504,
        'report.duration': 'timer',
        'report.timer-seconds': 60,
      }),
      'http.failing-path': 'response STATUS_504',
    },
    unlike: ['backend-slow', 'dependency-hanging'],
  },
  {
    id: 'no-healthy-upstream',
    facts: { ...refused(503), ...allEnd('response STATUS_503'), 'http.body': 'html', 'report.all-red': true },
    unlike: ['upstream-down', 'concurrency-limit'],
  },
  {
    id: 'idle-timeout',
    facts: {
      ...wellHttp,
      ...passesAgain,
      ...closed(1006, { 'report.phase': 'steady', 'report.duration': 'timer' }),
      'ws.plain': 'ok',
      'ws.hold-idle': 'hold CLOSE_1006',
      'ws.hold-pings': 'ok',
      'ws.hold-idle-seconds': 5,
    },
    unlike: ['connection-lifetime-cap', 'handler-crash'],
  },
  {
    id: 'connection-lifetime-cap',
    facts: {
      ...wellHttp,
      ...passesAgain,
      ...closed(1006, { 'report.phase': 'steady', 'report.duration': 'timer' }),
      'ws.plain': 'ok',
      'ws.hold-idle': 'hold CLOSE_1006',
      'ws.hold-pings': 'hold CLOSE_1006',
      'ws.hold-idle-seconds': 5,
    },
    unlike: ['idle-timeout', 'out-of-memory'],
  },
  {
    id: 'header-too-large',
    facts: {
      ...wellHttp,
      ...failsAgain,
      ...report('upgrade', 'InvalidStatus', status(400)),
      ...tokens('upgrade STATUS_400', 'upgrade STATUS_400', 'upgrade STATUS_401'),
      'ws.plain': 'upgrade STATUS_400',
      'http.body': 'html',
      'http.phrase': 'header-too-large',
    },
    unlike: ['malformed-header', 'scheme-mismatch'],
  },
  {
    id: 'http2-end-to-end',
    facts: {
      ...refused(502),
      'http.h1': 'ok',
      'http.h2': 'ok',
      'tls.alpn': 'http/1.1',
      'ws.direct': 'upgrade HTTP2_ANSWER',
    },
    unlike: ['upgrade-not-forwarded', 'alpn-h2-only'],
  },
  {
    id: 'authorization-stripped',
    facts: {
      ...refused(401),
      'http.signed-in': 'response STATUS_401',
      ...forms('upgrade STATUS_401', 'ok'),
      'ws.direct': 'ok',
    },
    unlike: ['token-secret-mismatch', 'subprotocol-stripped'],
  },
  {
    id: 'subprotocol-stripped',
    facts: {
      ...wellHttp,
      ...failsAgain,
      ...report('upgrade', 'InvalidHandshake', { 'report.phrase': 'no-subprotocol' }),
      'ws.plain': 'upgrade STATUS_401',
      ...forms('ok', 'upgrade STATUS_401'),
      'ws.subprotocol-selected': false,
      'ws.direct': 'ok',
    },
    unlike: ['subprotocol-not-selected', 'token-in-wrong-slot'],
  },
  {
    id: 'route-missing',
    facts: { ...refused(403), 'http.body': 'html', 'http.server': 'nginx', 'http.failing-path': 'response STATUS_403' },
    unlike: ['upgrade-not-forwarded', 'waf-blocking'],
  },
  {
    id: 'affinity-missing',
    facts: {
      ...wellHttp,
      ...report('http', 'HTTPStatusError', { ...status(400), 'report.phrase': 'unknown-session' }),
      'replay.passed': 1,
      'repeat.pattern': 'mixed',
      'repeat.by-version': false,
    },
    unlike: ['replica-bad', 'malformed-header'],
  },
  {
    id: 'redirect-on-upgrade',
    facts: { ...refused(307), 'http.body': 'empty' },
    unlike: ['login-wall', 'upgrade-not-forwarded'],
  },
  {
    id: 'waf-blocking',
    facts: { ...refused(403), 'http.body': 'html', 'http.other-agent': 'ok' },
    unlike: ['route-missing', 'origin-rejected'],
  },
  {
    id: 'rate-limited',
    facts: {
      ...wellHttp,
      ...report('http', 'HTTPStatusError', { 'report.status': 429, 'report.duration': 'instant' }),
      'replay.passed': 2,
      'http.failing-path': 'response STATUS_429',
    },
    unlike: ['instance-limit', 'user-connection-cap'],
  },
  {
    id: 'instance-limit',
    facts: {
      ...wellHttp,
      'replay.passed': 3,
      ...report('upgrade', 'InvalidStatus', { 'report.status': 429, 'report.duration': 'timer' }),
      'ws.plain': 'ok',
      ...ladder(5, 'upgrade STATUS_429', { 'http.while-open': 'response STATUS_429' }),
    },
    unlike: ['rate-limited', 'concurrency-limit'],
  },
  {
    id: 'buffering-proxy',
    facts: {
      ...wellHttp,
      ...report('steady', 'TimeoutError', { 'report.duration': 'timer' }),
      'replay.passed': 0,
      'ws.plain': 'round-trip TIMEOUT',
      'ws.events-in-a-lump': true,
      'ws.direct-in-a-lump': false,
    },
    unlike: ['model-stalled', 'backend-slow'],
  },
  {
    id: 'http1-path-broken',
    facts: {
      ...wellHttp,
      ...failsAgain,
      ...allEnd('response TIMEOUT'),
      ...report('http', 'ReadTimeout', { 'report.duration': 'timer' }),
      'http.h1': 'response TIMEOUT',
      'http.h2': 'ok',
      'ws.plain': 'upgrade TIMEOUT',
    },
    unlike: ['backend-saturated', 'dependency-hanging'],
  },
  {
    id: 'shallow-health',
    facts: {
      ...wellHttp,
      ...failsAgain,
      ...report('http', 'HTTPStatusError', status(500)),
      'http.deep': 'response STATUS_500',
      'http.phrase': 'none',
      'http.signed-in': 'response STATUS_500',
    },
    unlike: ['database-down', 'dependency-hanging'],
  },
  {
    id: 'malformed-header',
    facts: {
      ...wellHttp,
      ...passesAgain,
      ...report('http', 'BadStatusCode', { 'report.status': 400, 'report.phrase': 'malformed-header' }),
    },
    unlike: ['header-too-large', 'client-certificate-required'],
  },
  {
    id: 'client-pool-exhausted',
    facts: { ...wellHttp, ...passesAgain, ...report('before-io', 'PoolTimeout', { 'report.duration': 'timer' }) },
    unlike: ['timeout-too-short', 'pool-exhausted'],
  },
  {
    id: 'extension-mismatch',
    facts: { ...wellHttp, ...failsAgain, ...closed(1002), 'ws.plain': 'upgrade EXTENSION_NOT_OFFERED' },
    unlike: ['schema-changed', 'handler-error'],
  },
];
