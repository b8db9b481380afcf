import assert from 'node:assert/strict';
import { test } from 'node:test';

import { readRecorded } from '#testing/recorded-failures.ts';

const lost = 'first-message WebSocketConnectionClosedException CONNECTION_LOST';

/** What websocket-client 1.9 says. */
const current = {
  'test_close[1000]': lost,
  'test_close[1008]': lost,
  'test_close[1011]': lost,
  'test_close[1011-prose]': lost,
  'test_close[4001-prose]': lost,
  test_empty_message_as_json: 'first-message JSONDecodeError NOT_JSON',
  test_empty_message_asserted: 'assertion AssertionError',
  test_close_frame_looked_at: 'assertion AssertionError',
  test_no_close_frame: lost,
  test_reset_after_open: 'first-message ConnectionResetError ECONNRESET',
  test_bad_frame: 'first-message WebSocketProtocolException 1002 by client',
  test_not_utf8: 'first-message WebSocketPayloadException 1007 by client',
  test_nothing_comes: 'first-message WebSocketTimeoutException TIMEOUT',
  ...Object.fromEntries(
    [200, 400, 401, 403, 404, 426, 429, 500, 502, 503, 504].map((status) => [
      `test_refused_upgrade[${status}]`,
      `upgrade WebSocketBadStatusException ${status}`,
    ]),
  ),
  'test_refused_upgrade[301]': 'upgrade WebSocketException REDIRECT',
  test_handshake_time_out: 'upgrade WebSocketTimeoutException TIMEOUT',
  test_black_hole: 'tcp TimeoutError TIMEOUT',
  test_refused: 'tcp ConnectionRefusedError ECONNREFUSED',
  test_refused_two_families: 'tcp ConnectionRefusedError ECONNREFUSED',
  test_name_not_found: 'dns WebSocketAddressException ENOTFOUND',
  test_reset: 'upgrade ConnectionResetError ECONNRESET',
  test_closed_without_answer: 'upgrade WebSocketConnectionClosedException CONNECTION_LOST',
  test_binary_answer: 'upgrade WebSocketConnectionClosedException CONNECTION_LOST',
  test_no_upgrade_header: 'upgrade WebSocketException INVALID_HEADER',
  test_bad_accept: 'upgrade WebSocketException INVALID_HEADER',
  test_other_subprotocol: 'upgrade WebSocketException INVALID_HEADER',
  test_http_address: 'unknown ValueError INVALID_URL',
  test_tls_to_plain: 'tls SSLError WRONG_VERSION_NUMBER',
  'test_certificate[expired]': 'tls SSLCertVerificationError CERT_HAS_EXPIRED',
  'test_certificate[wrong-name]': 'tls SSLCertVerificationError ERR_TLS_CERT_ALTNAME_INVALID',
  'test_certificate[self-signed]': 'tls SSLCertVerificationError DEPTH_ZERO_SELF_SIGNED_CERT',
  'test_certificate[short-chain]': 'tls SSLCertVerificationError UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  test_unknown_authority: 'tls SSLCertVerificationError UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
};

test('every failure that websocket-client 1.9 tells of is read', () => {
  assert.deepEqual(readRecorded('websocket-client-1.9.2'), current);
});

test('every failure that websocket-client 1.2 tells of is read, and a redirect to nowhere is no address of its own', () => {
  assert.deepEqual(readRecorded('websocket-client-1.2.3'), {
    ...current,
    'test_refused_upgrade[301]': 'unknown ValueError INVALID_URL',
  });
});
