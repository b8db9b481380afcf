import type { Phase } from '#domain/diagnosis.ts';

export interface NetworkCode {
  readonly code: string;
  readonly phase: Phase;
}

type Rule = readonly [words: RegExp, code: string, phase: Phase];

/**
 * What the sockets and TLS of Python, Node and Chromium say, in the codes of Node: the same that probes use. Recorded with
 * CPython 3.11 (OpenSSL 3.0) and Node 24; the names of Chromium are those of its net_error_list.h.
 */
const rules: readonly Rule[] = [
  // Names.
  [
    /\bEAI_AGAIN\b|\[Errno -3\]|Temporary failure in name resolution|ERR_NAME_RESOLUTION_FAILED|ERR_DNS_TIMED_OUT/u,
    'EAI_AGAIN',
    'dns',
  ],
  [
    /\bENOTFOUND\b|\[Errno -2\]|\[Errno -5\]|Name or service not known|nodename nor servname provided|No address associated with hostname|getaddrinfo failed|ERR_NAME_NOT_RESOLVED/u,
    'ENOTFOUND',
    'dns',
  ],
  // Certificates; before the more general words of TLS.
  [/certificate has expired|\bCERT_HAS_EXPIRED\b/u, 'CERT_HAS_EXPIRED', 'tls'],
  [/certificate is not yet valid|\bCERT_NOT_YET_VALID\b/u, 'CERT_NOT_YET_VALID', 'tls'],
  [/ERR_CERT_DATE_INVALID/u, 'ERR_CERT_DATE_INVALID', 'tls'],
  [
    /Hostname mismatch|IP address mismatch|hostname '[^'\n]{1,255}' doesn't match|ERR_TLS_CERT_ALTNAME_INVALID|does not match certificate's altnames|ERR_CERT_COMMON_NAME_INVALID/u,
    'ERR_TLS_CERT_ALTNAME_INVALID',
    'tls',
  ],
  [
    /self[- ]signed certificate in certificate chain|\bSELF_SIGNED_CERT_IN_CHAIN\b/u,
    'SELF_SIGNED_CERT_IN_CHAIN',
    'tls',
  ],
  [/self[- ]signed certificate|\bDEPTH_ZERO_SELF_SIGNED_CERT\b/u, 'DEPTH_ZERO_SELF_SIGNED_CERT', 'tls'],
  [
    /unable to verify the first certificate|\bUNABLE_TO_VERIFY_LEAF_SIGNATURE\b/u,
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    'tls',
  ],
  [
    /unable to get (?:local )?issuer certificate|\bUNABLE_TO_GET_ISSUER_CERT(?:_LOCALLY)?\b/u,
    'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
    'tls',
  ],
  [/ERR_CERT_AUTHORITY_INVALID/u, 'ERR_CERT_AUTHORITY_INVALID', 'tls'],
  [
    /certificate required|CERTIFICATE_REQUIRED|ERR_SSL_CLIENT_AUTH_CERT_NEEDED|ERR_BAD_SSL_CLIENT_AUTH_CERT/iu,
    'CERTIFICATE_REQUIRED',
    'tls',
  ],
  [
    /alert protocol version|TLSV1_ALERT_PROTOCOL_VERSION|UNSUPPORTED_PROTOCOL|ERR_SSL_VERSION_OR_CIPHER_MISMATCH|unsupported protocol|legacy sigalg disallowed/iu,
    'TLSV1_ALERT_PROTOCOL_VERSION',
    'tls',
  ],
  [/handshake failure|HANDSHAKE_FAILURE/iu, 'HANDSHAKE_FAILURE', 'tls'],
  [
    /WRONG_VERSION_NUMBER|wrong version number|packet length too long|record layer failure|RECORD_LAYER_FAILURE/iu,
    'WRONG_VERSION_NUMBER',
    'tls',
  ],
  [/UNEXPECTED_EOF_WHILE_READING|EOF occurred in violation of protocol/u, 'UNEXPECTED_EOF', 'tls'],
  [/ERR_SSL_PROTOCOL_ERROR/u, 'ERR_SSL_PROTOCOL_ERROR', 'tls'],
  [/CERTIFICATE_VERIFY_FAILED|certificate verify failed/u, 'CERTIFICATE_VERIFY_FAILED', 'tls'],
  // Connections.
  [/\bECONNREFUSED\b|\[?Errno 111\b|\(111, |Connection refused|ERR_CONNECTION_REFUSED/u, 'ECONNREFUSED', 'tcp'],
  [/\bEADDRNOTAVAIL\b|\[?Errno 99\b|Cannot assign requested address|ERR_ADDRESS_IN_USE/u, 'EADDRNOTAVAIL', 'tcp'],
  [/\bEHOSTUNREACH\b|\[?Errno 113\b|No route to host|ERR_ADDRESS_UNREACHABLE/u, 'EHOSTUNREACH', 'tcp'],
  [/\bENETUNREACH\b|\[?Errno 101\b|Network is unreachable|ERR_INTERNET_DISCONNECTED/u, 'ENETUNREACH', 'tcp'],
  [/\bEMFILE\b|\[?Errno 24\b|Too many open files|too many open files/u, 'EMFILE', 'before-io'],
  [/\bETIMEDOUT\b|\[?Errno 110\b|ERR_CONNECTION_TIMED_OUT/u, 'ETIMEDOUT', 'tcp'],
  [/Connect call failed|All connection attempts failed/u, 'ECONNREFUSED', 'tcp'],
  // While an answer is awaited.
  [/\bECONNRESET\b|\[?Errno 104\b|\(104, |Connection reset by peer|ERR_CONNECTION_RESET/u, 'ECONNRESET', 'http'],
  [/\bEPIPE\b|\[?Errno 32\b|Broken pipe/u, 'EPIPE', 'http'],
];

/** The first code that a message tells of. */
export function networkCodeIn(message: string): NetworkCode | undefined {
  const text = message.slice(0, 4_000);
  const rule = rules.find(([words]) => words.test(text));
  return rule === undefined ? undefined : { code: rule[1], phase: rule[2] };
}
