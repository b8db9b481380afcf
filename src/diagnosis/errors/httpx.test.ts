import assert from 'node:assert/strict';
import { test } from 'node:test';

import { readRecorded } from '#testing/recorded-failures.ts';

/** What httpx 0.28 says. */
const current = {
  test_refused: 'tcp ConnectError ECONNREFUSED',
  test_refused_async: 'tcp ConnectError ECONNREFUSED',
  test_name_not_found: 'dns ConnectError ENOTFOUND',
  test_connect_time_out: 'tcp ConnectTimeout TIMEOUT',
  test_read_time_out: 'http ReadTimeout TIMEOUT',
  test_read_time_out_async: 'http ReadTimeout TIMEOUT',
  test_reset: 'http ReadError ECONNRESET',
  test_closed_without_answer: 'http RemoteProtocolError CLOSED_WITHOUT_RESPONSE',
  test_binary_answer: 'http RemoteProtocolError INVALID_RESPONSE',
  test_half_body: 'http ReadTimeout TIMEOUT',
  test_pool: 'before-io PoolTimeout POOL_TIMEOUT',
  'test_status[301]': 'http HTTPStatusError 301',
  'test_status[401]': 'http HTTPStatusError 401',
  'test_status[404]': 'http HTTPStatusError 404',
  'test_status[429]': 'http HTTPStatusError 429',
  'test_status[500]': 'http HTTPStatusError 500',
  'test_status[502]': 'http HTTPStatusError 502',
  'test_status[503]': 'http HTTPStatusError 503',
  'test_status[504]': 'http HTTPStatusError 504',
  test_asserted_status: 'http AssertionError 503',
  test_asserted_status_with_words: 'http AssertionError 401',
  test_not_json: 'http JSONDecodeError NOT_JSON',
  test_tls_to_plain: 'tls ConnectError WRONG_VERSION_NUMBER',
  'test_certificate[expired]': 'tls ConnectError CERT_HAS_EXPIRED',
  'test_certificate[wrong-name]': 'tls ConnectError ERR_TLS_CERT_ALTNAME_INVALID',
  'test_certificate[self-signed]': 'tls ConnectError DEPTH_ZERO_SELF_SIGNED_CERT',
  'test_certificate[short-chain]': 'tls ConnectError UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  test_unknown_authority: 'tls ConnectError UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  test_plain_to_tls: 'http RemoteProtocolError CLOSED_WITHOUT_RESPONSE',
  test_old_tls: 'tls ConnectError TLSV1_ALERT_PROTOCOL_VERSION',
  test_client_certificate: 'tls ReadError CERTIFICATE_REQUIRED',
  test_proxy: 'tcp ConnectError ECONNREFUSED',
  test_illegal_header: 'before-io LocalProtocolError INVALID_HEADER',
  test_no_scheme: 'before-io UnsupportedProtocol INVALID_URL',
  test_redirects: 'http TooManyRedirects REDIRECT',
};

function recorded(name: string): Readonly<Record<string, string>> {
  const own = Object.entries(readRecorded(name)).filter(([key]) => key.startsWith('TestHttpx::'));
  return Object.fromEntries(own.map(([key, line]) => [key.slice('TestHttpx::'.length), line]));
}

test('every failure that httpx 0.28 tells of is read', () => {
  assert.deepEqual(recorded('http-2026'), current);
});

test('every failure that httpx 0.23 tells of is read', () => {
  assert.deepEqual(recorded('http-debian-12'), current);
});
