import assert from 'node:assert/strict';
import { test } from 'node:test';

import { readRecorded } from '#testing/recorded-failures.ts';

const expected = {
  'goto refused': 'tcp ERR_CONNECTION_REFUSED ECONNREFUSED',
  'goto unsafe port': 'http ERR_UNSAFE_PORT',
  'goto name not found': 'dns ERR_NAME_NOT_RESOLVED ENOTFOUND',
  'goto time-out': 'http TimeoutError TIMEOUT 0.6 s',
  'goto reset': 'http ERR_CONNECTION_RESET ECONNRESET',
  'goto closed without answer': 'http ERR_EMPTY_RESPONSE CLOSED_WITHOUT_RESPONSE',
  'goto binary answer': 'http ERR_INVALID_HTTP_RESPONSE INVALID_RESPONSE',
  'goto redirects': 'http ERR_TOO_MANY_REDIRECTS REDIRECT',
  'goto tls to plain': 'tls ERR_SSL_PROTOCOL_ERROR',
  'goto certificate expired': 'tls ERR_CERT_AUTHORITY_INVALID',
  'goto certificate wrong-name': 'tls ERR_CERT_AUTHORITY_INVALID',
  'goto certificate self-signed': 'tls ERR_CERT_AUTHORITY_INVALID',
  'goto certificate trusted': 'tls ERR_CERT_AUTHORITY_INVALID',
  'click time-out': 'assertion TimeoutError TIMEOUT 0.4 s',
  'wait for selector': 'assertion TimeoutError TIMEOUT 0.4 s',
  'wait for response': 'http TimeoutError TIMEOUT 0.4 s',
  'wait for event': 'assertion TimeoutError TIMEOUT 0.4 s',
  strict: 'assertion Error',
  'socket in the page': 'first-message CLOSE_1006 1006 by nobody',
  'fetch in the page': 'unknown Failed to fetch FAILED_TO_FETCH',
  'request refused': 'tcp ECONNREFUSED',
  'request time-out': 'http TimeoutError TIMEOUT 0.4 s',
  'request closed without answer': 'http ECONNRESET',
  'request certificate': 'tls CERT_HAS_EXPIRED',
  'closed browser': 'unknown BROWSER_GONE',
};

test('every failure that Playwright 1.65 tells of is read', () => {
  assert.deepEqual(readRecorded('playwright-1.65'), expected);
});
