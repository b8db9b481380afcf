import assert from 'node:assert/strict';
import { test } from 'node:test';

import { readRecorded } from '#testing/recorded-failures.ts';

/** What 15.0, 16.1 and 17.1 say. */
const current = {
  'test_close[1000]': 'first-message ConnectionClosedOK 1000 by server ""',
  'test_close[1001]': 'first-message ConnectionClosedOK 1001 by server ""',
  'test_close[1002]': 'first-message ConnectionClosedError 1002 by server ""',
  'test_close[1003]': 'first-message ConnectionClosedError 1003 by server ""',
  'test_close[1007]': 'first-message ConnectionClosedError 1007 by server ""',
  'test_close[1008]': 'first-message ConnectionClosedError 1008 by server ""',
  'test_close[1009]': 'first-message ConnectionClosedError 1009 by server ""',
  'test_close[1011]': 'first-message ConnectionClosedError 1011 by server ""',
  'test_close[1012]': 'first-message ConnectionClosedError 1012 by server ""',
  'test_close[1013]': 'first-message ConnectionClosedError 1013 by server ""',
  'test_close[1011-prose]': 'first-message ConnectionClosedError 1011 by server "Internal error"',
  'test_close[1011-keepalive]': 'first-message ConnectionClosedError 1011 by server "keepalive ping timeout"',
  'test_close[4001-prose]': 'first-message ConnectionClosedError 4001 by server "Internal error"',
  test_no_close_frame: 'first-message ConnectionClosedError 1006 by nobody',
  test_reset_after_open: 'first-message ConnectionClosedError 1006 by nobody',
  test_own_keepalive_gives_up: 'steady ConnectionClosedError 1011 by client "keepalive ping timeout"',
  test_own_limit:
    'first-message ConnectionClosedError 1009 by client "frame with 5000 bytes exceeds limit of 1000 bytes"',
  test_bad_frame: 'first-message ConnectionClosedError 1002 by client "invalid opcode"',
  test_not_utf8: 'first-message ConnectionClosedError 1007 by client "invalid start byte at position 0"',
  'test_refused_upgrade[200]': 'upgrade InvalidStatus 200',
  'test_refused_upgrade[301]': 'upgrade InvalidStatus 400',
  'test_refused_upgrade[400]': 'upgrade InvalidStatus 400',
  'test_refused_upgrade[401]': 'upgrade InvalidStatus 401',
  'test_refused_upgrade[403]': 'upgrade InvalidStatus 403',
  'test_refused_upgrade[404]': 'upgrade InvalidStatus 404',
  'test_refused_upgrade[426]': 'upgrade InvalidStatus 426',
  'test_refused_upgrade[500]': 'upgrade InvalidStatus 500',
  'test_refused_upgrade[502]': 'upgrade InvalidStatus 502',
  'test_refused_upgrade[503]': 'upgrade InvalidStatus 503',
  'test_refused_upgrade[504]': 'upgrade InvalidStatus 504',
  test_handshake_time_out: 'upgrade TimeoutError TIMEOUT',
  test_black_hole: 'upgrade TimeoutError TIMEOUT',
  test_refused: 'tcp ConnectionRefusedError ECONNREFUSED',
  test_refused_two_families: 'tcp ConnectionRefusedError ECONNREFUSED',
  test_name_not_found: 'dns gaierror ENOTFOUND',
  test_reset: 'upgrade InvalidMessage CLOSED_WITHOUT_RESPONSE',
  test_closed_without_answer: 'upgrade InvalidMessage CLOSED_WITHOUT_RESPONSE',
  test_binary_answer: 'upgrade InvalidMessage INVALID_RESPONSE',
  test_no_upgrade_header: 'upgrade InvalidUpgrade INVALID_UPGRADE',
  test_bad_accept: 'upgrade InvalidHeaderValue INVALID_HEADER',
  test_other_subprotocol: 'upgrade NegotiationError SUBPROTOCOL',
  test_unasked_extension: 'upgrade NegotiationError EXTENSION',
  test_illegal_subprotocol: 'before-io ValueError INVALID_SUBPROTOCOL',
  test_old_argument: 'before-io TypeError UNEXPECTED_ARGUMENT',
  test_http_address: 'before-io InvalidURI INVALID_URL',
  test_tls_to_plain: 'tls SSLError WRONG_VERSION_NUMBER',
  'test_certificate[expired]': 'tls SSLCertVerificationError CERT_HAS_EXPIRED',
  'test_certificate[wrong-name]': 'tls SSLCertVerificationError ERR_TLS_CERT_ALTNAME_INVALID',
  'test_certificate[self-signed]': 'tls SSLCertVerificationError DEPTH_ZERO_SELF_SIGNED_CERT',
  'test_certificate[short-chain]': 'tls SSLCertVerificationError UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  test_unknown_authority: 'tls SSLCertVerificationError UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  test_nothing_comes: 'first-message TimeoutError TIMEOUT',
  test_send_after_close: 'steady ConnectionClosedError 1011 by server "Internal error"',
  test_threaded_close: 'first-message ConnectionClosedError 1011 by server "Internal error"',
  test_threaded_time_out: 'upgrade TimeoutError TIMEOUT',
};

/** In other words, or with less in them. It has no threaded client yet. */
const legacy = {
  ...current,
  test_own_limit: 'first-message ConnectionClosedError 1009 by client ""',
  test_bad_frame: 'first-message ConnectionClosedError 1002 by client ""',
  test_not_utf8: 'first-message ConnectionClosedError 1007 by client ""',
  'test_refused_upgrade[200]': 'upgrade InvalidStatusCode 200',
  'test_refused_upgrade[301]': 'upgrade InvalidStatusCode 400',
  'test_refused_upgrade[400]': 'upgrade InvalidStatusCode 400',
  'test_refused_upgrade[401]': 'upgrade InvalidStatusCode 401',
  'test_refused_upgrade[403]': 'upgrade InvalidStatusCode 403',
  'test_refused_upgrade[404]': 'upgrade InvalidStatusCode 404',
  'test_refused_upgrade[426]': 'upgrade InvalidStatusCode 426',
  'test_refused_upgrade[500]': 'upgrade InvalidStatusCode 500',
  'test_refused_upgrade[502]': 'upgrade InvalidStatusCode 502',
  'test_refused_upgrade[503]': 'upgrade InvalidStatusCode 503',
  'test_refused_upgrade[504]': 'upgrade InvalidStatusCode 504',
  test_reset: 'upgrade InvalidMessage ECONNRESET',
  test_closed_without_answer: 'upgrade InvalidMessage INVALID_RESPONSE',
  test_unasked_extension: 'upgrade InvalidHandshake EXTENSION',
  test_threaded_close: 'before-io ModuleNotFoundError IMPORT',
  test_threaded_time_out: 'before-io ModuleNotFoundError IMPORT',
};

for (const version of ['15.0.1', '16.1.1', '17.1']) {
  test(`every failure that websockets ${version} tells of is read`, () => {
    assert.deepEqual(readRecorded(`websockets-${version}`), current);
  });
}

test('every failure that the legacy client of websockets 10.4 tells of is read', () => {
  assert.deepEqual(readRecorded('websockets-10.4'), legacy);
});
