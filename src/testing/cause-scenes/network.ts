import { allEnd, failsAgain, passesAgain, report, wellHttp, type Scene } from './scene.ts';

const early = { 'report.duration': 'instant' } as const;
const unreached = (outcome: string) => ({
  ...allEnd(outcome),
  ...failsAgain,
  'ws.plain': outcome,
  'control.reachable': true,
});

/** dns, tcp and tls. */
export const networkScenes: readonly Scene[] = [
  {
    id: 'dns-name-not-found',
    facts: {
      ...unreached('dns ENOTFOUND'),
      ...report('dns', 'gaierror', { 'report.code': 'ENOTFOUND', ...early }),
      'dns.name': 'dns ENOTFOUND',
      'dns.others': 'ok',
    },
    unlike: ['dns-resolver-failing', 'runner-offline'],
  },
  {
    id: 'dns-resolver-failing',
    facts: {
      ...unreached('dns EAI_AGAIN'),
      ...report('dns', 'gaierror', { 'report.code': 'EAI_AGAIN', 'report.all-red': true }),
      'dns.name': 'dns EAI_AGAIN',
      'dns.others': 'dns EAI_AGAIN',
    },
    unlike: ['dns-name-not-found', 'runner-offline'],
  },
  {
    id: 'dns-stale-record',
    facts: {
      ...unreached('tcp ECONNREFUSED'),
      ...report('tcp', 'ConnectionRefusedError', { 'report.code': 'ECONNREFUSED' }),
      'dns.name': 'ok',
      'dns.agrees': false,
      'ws.direct': 'ok',
      'http.direct': 'ok',
    },
    unlike: ['connection-refused', 'certificate-name-mismatch'],
  },
  {
    id: 'ipv6-path-broken',
    facts: {
      ...wellHttp,
      'replay.passed': 0,
      ...report('tcp', 'TimeoutError', { 'report.code': 'ETIMEDOUT', 'report.duration': 'timer' }),
      'ip.v4': 'ok',
      'ip.v6': 'tcp TIMEOUT',
      'dns.name': 'ok',
    },
    unlike: ['packets-dropped', 'dns-one-address-dead'],
  },
  {
    id: 'dns-one-address-dead',
    facts: {
      ...wellHttp,
      ...report('tcp', 'ConnectionRefusedError', { 'report.code': 'ECONNREFUSED' }),
      'replay.passed': 2,
      'repeat.pattern': 'mixed',
      'address.each': 'some-dead',
      'dns.addresses': 3,
    },
    unlike: ['connection-refused', 'replica-bad'],
  },
  {
    id: 'packets-dropped',
    facts: { ...unreached('tcp TIMEOUT'), ...report('tcp', 'ConnectTimeout', { 'report.duration': 'timer' }) },
    unlike: ['connection-refused', 'backend-saturated'],
  },
  {
    id: 'connection-refused',
    facts: {
      ...unreached('tcp ECONNREFUSED'),
      ...report('tcp', 'ConnectError', { 'report.code': 'ECONNREFUSED', ...early }),
      'target.expected': true,
    },
    unlike: ['packets-dropped', 'proxy-variable-interferes'],
  },
  {
    id: 'connection-reset',
    facts: {
      ...unreached('response ECONNRESET'),
      ...report('http', 'ReadError', { 'report.code': 'ECONNRESET' }),
      'ws.plain': 'upgrade ECONNRESET',
    },
    unlike: ['closed-without-response', 'handler-crash'],
  },
  {
    id: 'closed-without-response',
    facts: {
      ...unreached('response CLOSED_WITHOUT_ANSWER'),
      ...report('http', 'RemoteProtocolError', early),
      'http.failing-path': 'response CLOSED_WITHOUT_ANSWER',
      'ws.plain': 'upgrade CLOSED_WITHOUT_ANSWER',
    },
    unlike: ['stale-keepalive', 'connection-reset'],
  },
  {
    id: 'stale-keepalive',
    facts: {
      ...wellHttp,
      ...passesAgain,
      ...report('http', 'RemoteProtocolError', early),
      'report.idle-connection': true,
      'history.came-and-went': true,
    },
    unlike: ['closed-without-response', 'flaky-test'],
  },
  {
    id: 'large-packets-lost',
    facts: {
      ...unreached('tls TIMEOUT'),
      ...report('tls', 'ConnectTimeout', { 'report.duration': 'timer' }),
      'ws.largest-ok': 1_200,
    },
    unlike: ['packets-dropped', 'message-too-big'],
  },
  {
    id: 'proxy-variable-interferes',
    facts: {
      ...wellHttp,
      ...report('tcp', 'ConnectError', { 'report.code': 'ECONNREFUSED' }),
      'proxy.with': 'tcp PROXY_ECONNREFUSED',
      'proxy.without': 'ok',
      'target.expected': true,
    },
    unlike: ['connection-refused', 'runner-offline'],
  },
  {
    id: 'ports-exhausted',
    facts: {
      ...wellHttp,
      'replay.passed': 2,
      ...report('tcp', 'OSError', { 'report.code': 'EADDRNOTAVAIL' }),
      'ws.fails-from': 0,
    },
    unlike: ['connection-refused', 'concurrency-limit'],
  },
  {
    id: 'certificate-expired',
    facts: {
      ...unreached('tls CERT_HAS_EXPIRED'),
      ...report('tls', 'ConnectError', { 'report.code': 'CERT_HAS_EXPIRED', ...early }),
      'tls.distrust': 'CERT_HAS_EXPIRED',
      'tls.days-left': -3,
      'clock.offset-seconds': 0,
    },
    unlike: ['local-clock-wrong', 'certificate-untrusted'],
  },
  {
    id: 'local-clock-wrong',
    facts: {
      ...unreached('tls CERT_HAS_EXPIRED'),
      ...report('tls', 'ConnectError', { 'report.code': 'CERT_HAS_EXPIRED' }),
      'tls.distrust': 'CERT_HAS_EXPIRED',
      'tls.days-left': -3,
      'clock.offset-seconds': -40_000_000,
      'clock.others-offset-seconds': -40_000_000,
    },
    unlike: ['certificate-expired', 'clock-skew'],
  },
  {
    id: 'certificate-name-mismatch',
    facts: {
      ...unreached('tls ERR_TLS_CERT_ALTNAME_INVALID'),
      ...report('tls', 'ConnectError', { 'report.code': 'ERR_TLS_CERT_ALTNAME_INVALID' }),
      'tls.distrust': 'ERR_TLS_CERT_ALTNAME_INVALID',
      'tls.days-left': 60,
    },
    unlike: ['certificate-untrusted', 'dns-stale-record'],
  },
  {
    id: 'certificate-untrusted',
    facts: {
      ...unreached('tls UNABLE_TO_VERIFY_LEAF_SIGNATURE'),
      ...report('tls', 'ConnectError', { 'report.code': 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' }),
      'tls.distrust': 'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
      'tls.days-left': 60,
    },
    unlike: ['certificate-expired', 'certificate-name-mismatch'],
  },
  {
    id: 'tls-version-mismatch',
    facts: {
      ...unreached('tls ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION'),
      ...report('tls', 'ConnectError', { 'report.code': 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION' }),
    },
    unlike: ['scheme-mismatch', 'client-certificate-required'],
  },
  {
    id: 'scheme-mismatch',
    facts: {
      ...unreached('tls ERR_SSL_WRONG_VERSION_NUMBER'),
      ...report('tls', 'ConnectError', { 'report.code': 'ERR_SSL_WRONG_VERSION_NUMBER' }),
    },
    unlike: ['tls-version-mismatch', 'alpn-h2-only'],
  },
  {
    id: 'client-certificate-required',
    facts: {
      ...unreached('response STATUS_400'),
      ...report('http', 'HTTPStatusError', { 'report.status': 400 }),
      'http.body': 'html',
      'http.phrase': 'client-certificate',
      'ws.plain': 'upgrade STATUS_400',
    },
    unlike: ['scheme-mismatch', 'malformed-header'],
  },
  {
    id: 'alpn-h2-only',
    facts: {
      ...unreached('response HTTP2_ANSWER'),
      ...report('upgrade', 'InvalidMessage'),
      'ws.plain': 'upgrade HTTP2_ANSWER',
      'tls.alpn': 'h2',
      'http.h1': 'response HTTP2_ANSWER',
      'http.h2': 'ok',
    },
    unlike: ['http1-path-broken', 'http2-end-to-end'],
  },
];
