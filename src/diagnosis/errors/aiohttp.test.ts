import assert from 'node:assert/strict';
import { test } from 'node:test';

import { readRecorded } from '#testing/recorded-failures.ts';

/** What aiohttp 3.14 says. */
const current = {
  test_refused: 'tcp ClientConnectorError ECONNREFUSED',
  test_name_not_found: 'dns ClientConnectorDNSError ENOTFOUND',
  test_time_out: 'http TimeoutError TIMEOUT',
  test_connect_time_out: 'tcp ConnectionTimeoutError TIMEOUT',
  test_read_time_out: 'http SocketTimeoutError TIMEOUT',
  test_reset: 'http ClientOSError ECONNRESET',
  test_closed_without_answer: 'http ServerDisconnectedError CLOSED_WITHOUT_RESPONSE',
  test_binary_answer: 'http ClientResponseError INVALID_RESPONSE',
  test_half_body: 'http ClientPayloadError INCOMPLETE_BODY',
  'test_status[401]': 'http ClientResponseError 401',
  'test_status[503]': 'http ClientResponseError 503',
  test_not_json: 'http ContentTypeError NOT_JSON',
  test_asserted_status: 'http AssertionError 503',
  test_tls_to_plain: 'tls ClientConnectorSSLError WRONG_VERSION_NUMBER',
  'test_certificate[expired]': 'tls ClientConnectorCertificateError CERT_HAS_EXPIRED',
  'test_certificate[wrong-name]': 'tls ClientConnectorCertificateError ERR_TLS_CERT_ALTNAME_INVALID',
  'test_certificate[self-signed]': 'tls ClientConnectorCertificateError DEPTH_ZERO_SELF_SIGNED_CERT',
  'test_certificate[short-chain]': 'tls ClientConnectorCertificateError UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'test_refused_upgrade[403]': 'upgrade WSServerHandshakeError 403',
  'test_refused_upgrade[404]': 'upgrade WSServerHandshakeError 404',
  'test_refused_upgrade[502]': 'upgrade WSServerHandshakeError 502',
  test_bad_accept: 'upgrade WSServerHandshakeError INVALID_HEADER',
  'test_close[1011]': 'first-message WSMessageTypeError 1011 by server',
  'test_close[1011-prose]': 'first-message WSMessageTypeError 1011 by server',
  'test_close[destroy]': 'first-message WSMessageTypeError 1006 by nobody',
};

/** Until some version its classes were others. */
const old = {
  ...current,
  test_name_not_found: 'dns ClientConnectorError ENOTFOUND',
  test_connect_time_out: 'tcp ServerTimeoutError TIMEOUT',
  test_read_time_out: 'http ServerTimeoutError TIMEOUT',
  'test_close[1011]': 'first-message TypeError 1011 by server',
  'test_close[1011-prose]': 'first-message TypeError 1011 by server',
  'test_close[destroy]': 'first-message TypeError 1006 by nobody',
};

function recorded(name: string): Readonly<Record<string, string>> {
  const own = Object.entries(readRecorded(name)).filter(([key]) => key.startsWith('TestAiohttp::'));
  return Object.fromEntries(own.map(([key, line]) => [key.slice('TestAiohttp::'.length), line]));
}

test('every failure that aiohttp 3.14 tells of is read', () => {
  assert.deepEqual(recorded('http-2026'), current);
});

test('every failure that aiohttp 3.8 tells of is read', () => {
  assert.deepEqual(recorded('http-debian-12'), old);
});
