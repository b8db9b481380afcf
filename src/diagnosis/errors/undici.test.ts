import assert from 'node:assert/strict';
import { test } from 'node:test';

import { readRecorded } from '#testing/recorded-failures.ts';

const expected = {
  'fetch > refused': 'tcp ECONNREFUSED',
  'fetch > refused on two families': 'tcp ECONNREFUSED',
  'fetch > name not found': 'dns ENOTFOUND',
  'fetch > own time-out': 'http TimeoutError TIMEOUT',
  'fetch > aborted': 'http AbortError ABORTED',
  'fetch > reset': 'http ECONNRESET',
  'fetch > closed without answer': 'http SocketError UND_ERR_SOCKET',
  'fetch > binary answer': 'http HTTPParserError INVALID_RESPONSE',
  'fetch > cut body': 'http SocketError UND_ERR_SOCKET',
  'fetch > not json': 'http SyntaxError NOT_JSON',
  'fetch > tls to plain': 'tls WRONG_VERSION_NUMBER',
  'fetch > old tls': 'tls TLSV1_ALERT_PROTOCOL_VERSION',
  'fetch > certificate expired': 'tls CERT_HAS_EXPIRED',
  'fetch > certificate wrong-name': 'tls ERR_TLS_CERT_ALTNAME_INVALID',
  'fetch > certificate self-signed': 'tls DEPTH_ZERO_SELF_SIGNED_CERT',
  'fetch > certificate short-chain': 'tls UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'fetch > no address': 'before-io INVALID_URL',
  'fetch > asserted status': 'http AssertionError 503',
  'fetch > asserted status with words': 'http AssertionError 401',
  'fetch > asserted ok': 'http AssertionError 502',
  'undici > headers time-out': 'http HeadersTimeoutError UND_ERR_HEADERS_TIMEOUT',
  'undici > headers time-out of fetch': 'http HeadersTimeoutError UND_ERR_HEADERS_TIMEOUT',
  'undici > connect time-out': 'tcp ConnectTimeoutError UND_ERR_CONNECT_TIMEOUT',
  'undici > body time-out': 'http BodyTimeoutError UND_ERR_BODY_TIMEOUT',
  'undici > refused': 'tcp ECONNREFUSED',
};

test('every failure that fetch and undici of Node 24 tells of is read', () => {
  const own = Object.entries(readRecorded('node-24')).filter(([key]) => Object.hasOwn(expected, key));
  assert.deepEqual(Object.fromEntries(own), expected);
});
