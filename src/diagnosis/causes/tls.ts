import type { Fact } from '#domain/observation.ts';

import type { Cause } from '../cause.ts';
import { tlsProtocolCauses } from './tls-protocol.ts';
import { always, code, changed, either, failing, letThrough, saw, seenIn, why } from './predict.ts';

const untrusted = [
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
];

const expired = ['CERT_HAS_EXPIRED', 'ERR_CERT_DATE_INVALID', 'ERR_TLS_CERT_EXPIRED'];

const hello = ['ERR_SSL_WRONG_VERSION_NUMBER', 'ERR_SSL_PACKET_LENGTH_TOO_LONG', 'TLS_ANSWER'];

const isOff = (value: unknown): boolean => typeof value === 'number' && Math.abs(value) > 60;
const isNear = (value: unknown): boolean => typeof value === 'number' && Math.abs(value) <= 60;

const handshake = why(
  'What was wrong with the handshake?',
  'The certificate is not trusted: {tls.distrust}',
  ['tls.distrust'],
  'a handshake with the endpoint',
);

/** The handshake came to its end, and its certificate was not believed. */
function isDistrusted(seen: Fact): boolean {
  return /^tls (?:UNABLE_TO|SELF_SIGNED|DEPTH_ZERO|CERT_|ERR_TLS_CERT)/u.test(String(seen));
}

/** TLS 1.3 has an alert of its own; before it, and of some servers, an empty certificate is a bad one. */
function isAskedForOne(seen: Fact): boolean {
  return /ALERT_(?:CERTIFICATE_REQUIRED|BAD_CERTIFICATE|NO_CERTIFICATE)/u.test(String(seen));
}

export const tlsCauses: readonly Cause[] = [
  {
    id: 'certificate-expired',
    layer: 'tls',
    title: 'The certificate has expired',
    prior: 1,
    predicts: [
      ...seenIn('tls'),
      ...always,
      code(expired, ['strong', 'against']),
      saw('tls.distrust', 'CERT_HAS_EXPIRED', ['proves', 'refutes']),
      saw('tls.days-left', (value) => typeof value === 'number' && value <= 0, ['strong', 'against']),
      saw('clock.offset-seconds', isNear, ['weak', 'refutes']),
      saw('clock.others-offset-seconds', isNear, ['weak', 'refutes']),
    ],
    whys: [
      failing,
      handshake,
      why(
        'How many days are left?',
        '{tls.days-left}, rounded down',
        ['tls.days-left'],
        'the dates of the certificate',
      ),
      why(
        'Is our clock right?',
        'It is {clock.offset-seconds} s off that of the service',
        ['clock.offset-seconds'],
        'the Date header of the service',
      ),
      letThrough('when the renewal last ran, and what it said'),
    ],
    nextAction: 'Renew the certificate and reload what serves it, then see why the renewal did not run',
  },
  {
    id: 'local-clock-wrong',
    layer: 'tls',
    title: 'The clock of this machine is wrong',
    prior: 0.4,
    predicts: [
      ...seenIn('tls', 'upgrade', 'http'),
      code([...expired, 'CERT_NOT_YET_VALID'], 'weak'),
      saw('tls.distrust', ['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID'], 'weak'),
      saw('replay.passed', 0, 'weak'),
      saw('clock.offset-seconds', isOff, ['strong', 'refutes']),
      // Servers that are days off are not kept; machines that were asleep are.
      saw('clock.offset-seconds', (value) => typeof value === 'number' && Math.abs(value) > 86_400, 'proves'),
      saw('clock.others-offset-seconds', isOff, ['proves', 'refutes']),
    ],
    whys: [
      failing,
      why(
        'What time is it?',
        'The clock of the service less that of this machine: {clock.offset-seconds} s',
        ['clock.offset-seconds'],
        'the Date header of the service',
      ),
      why(
        'Which clock is wrong?',
        'Ours: for another service it is {clock.others-offset-seconds} s as well',
        ['clock.others-offset-seconds'],
        'the Date header of another service',
      ),
      letThrough('whether time synchronisation runs on this machine'),
    ],
    nextAction: 'Set the clock of the runner and switch its time synchronisation on',
  },
  {
    id: 'certificate-name-mismatch',
    layer: 'tls',
    title: 'The certificate is for other names',
    prior: 0.6,
    predicts: [
      ...seenIn('tls'),
      ...always,
      code(
        ['ERR_TLS_CERT_ALTNAME_INVALID', 'ERR_CERT_COMMON_NAME_INVALID', 'HOSTNAME_MISMATCH'],
        ['strong', 'against'],
      ),
      saw('tls.distrust', 'ERR_TLS_CERT_ALTNAME_INVALID', ['proves', 'refutes']),
      saw('dns.agrees', true, ['weak', 'against']),
    ],
    whys: [
      failing,
      handshake,
      why(
        'Is it the right host?',
        'Yes: the address is the one that the zone names',
        ['dns.agrees'],
        'the address against that of the zone',
      ),
      letThrough('for which names the certificate was ordered'),
    ],
    nextAction: 'Order the certificate for this name too, or use the name that it is for',
  },
  {
    id: 'certificate-untrusted',
    layer: 'tls',
    title: 'The issuer of the certificate is not trusted here',
    prior: 0.8,
    predicts: [
      ...seenIn('tls'),
      ...always,
      code([...untrusted, 'ERR_CERT_AUTHORITY_INVALID', 'CERTIFICATE_VERIFY_FAILED'], ['strong', 'against']),
      saw('tls.distrust', untrusted, ['proves', 'refutes']),
      saw('tls.untrusted-part', ['self-signed', 'authority-unknown', 'issuer-missing'], 'weak'),
      changed,
    ],
    whys: [
      failing,
      handshake,
      why(
        'Which part is missing?',
        'Of the chain that was sent: {tls.untrusted-part}',
        ['tls.untrusted-part'],
        'the chain that was sent',
      ),
      letThrough('a handshake with the missing certificate supplied'),
    ],
    nextAction: 'Serve the whole chain, or give the runner the authority (tls.ca, SSL_CERT_FILE)',
  },
  {
    id: 'tls-version-mismatch',
    layer: 'tls',
    title: 'Client and server have no TLS version in common',
    prior: 0.15,
    predicts: [
      ...seenIn('tls'),
      ...always,
      code(
        [
          'TLSV1_ALERT_PROTOCOL_VERSION',
          'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION',
          'UNSUPPORTED_PROTOCOL',
          'ERR_SSL_VERSION_OR_CIPHER_MISMATCH',
        ],
        ['proves', 'against'],
      ),
      saw('http.shallow', ['ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', 'ERR_SSL_UNSUPPORTED_PROTOCOL'], ['proves', 'weak']),
      saw('ws.plain', ['ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', 'ERR_SSL_UNSUPPORTED_PROTOCOL'], ['proves', 'weak']),
    ],
    whys: [
      failing,
      either(
        'What did the server say?',
        'To us {http.shallow}{ws.plain}; to the test {report.code}',
        ['http.shallow', 'ws.plain', 'report.code'],
        'a handshake with the endpoint',
      ),
      letThrough('which versions the server and the client were set to'),
    ],
    nextAction:
      'Ask the server for each version by itself (openssl s_client -tls1_2, then -tls1_3), and allow one on both sides',
  },
  {
    id: 'scheme-mismatch',
    layer: 'tls',
    title: 'TLS is spoken to a plain port, or plain text to a TLS port',
    prior: 0.6,
    predicts: [
      ...seenIn('tls', 'upgrade', 'http'),
      ...always,
      code(
        [
          'WRONG_VERSION_NUMBER',
          'ERR_SSL_WRONG_VERSION_NUMBER',
          'ERR_SSL_PACKET_LENGTH_TOO_LONG',
          'ERR_SSL_PROTOCOL_ERROR',
        ],
        'strong',
      ),
      saw('report.phrase', 'plain-to-tls', 'proves'),
      saw('http.phrase', 'plain-to-tls', 'proves'),
      saw('http.shallow', hello, ['proves', 'weak']),
      saw('ws.plain', [...hello, 'upgrade STATUS_400'], 'strong'),
      saw(
        'ws.plain',
        [...hello, 'upgrade STATUS_400', 'CLOSED_WITHOUT_ANSWER', 'ECONNRESET', 'TIMEOUT'],
        ['weak', 'against'],
      ),
      // Whether its certificate is trusted is another matter: TLS is spoken there.
      saw('scheme.other', (seen) => seen === 'ok' || isDistrusted(seen), ['proves', 'against']),
      saw('scheme.other', 'STATUS_400', 'refutes'),
    ],
    whys: [
      failing,
      either(
        'What did the first bytes say?',
        'They break off the handshake: {ws.plain}{http.shallow}',
        ['ws.plain', 'http.shallow'],
        'the first bytes of the answer',
      ),
      why(
        'Is the other scheme spoken there?',
        'On the same port it ends with {scheme.other}',
        ['scheme.other'],
        'the same port by the other scheme',
      ),
      letThrough('the scheme and port in the configuration against those that are served'),
    ],
    nextAction: 'Correct the scheme or the port in the address of the endpoint',
  },
  {
    id: 'client-certificate-required',
    layer: 'tls',
    title: 'The server demands a certificate of the client',
    prior: 0.4,
    predicts: [
      ...seenIn('tls', 'upgrade', 'http'),
      ...always,
      saw('report.phrase', 'plain-to-tls', 'refutes'),
      saw('http.phrase', 'plain-to-tls', 'refutes'),
      saw('report.phrase', 'client-certificate', 'proves'),
      saw('http.phrase', 'client-certificate', 'proves'),
      saw('ws.plain', isAskedForOne, 'proves'),
      saw('http.shallow', isAskedForOne, 'proves'),
      code(
        [
          'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED',
          'TLSV13_ALERT_CERTIFICATE_REQUIRED',
          'CERTIFICATE_REQUIRED',
          'ERR_BAD_SSL_CLIENT_AUTH_CERT',
        ],
        'proves',
      ),
      saw('http.shallow', (seen) => isAskedForOne(seen) || /ALERT_HANDSHAKE_FAILURE|STATUS_400/u.test(String(seen)), [
        'strong',
        'against',
      ]),
      saw('ws.plain', (seen) => isAskedForOne(seen) || /ALERT_HANDSHAKE_FAILURE|STATUS_400/u.test(String(seen)), [
        'strong',
        'against',
      ]),
    ],
    whys: [
      failing,
      either(
        'What did the server say?',
        'Without a certificate of ours: {http.shallow}{ws.plain}',
        ['http.shallow', 'ws.plain'],
        'a handshake without a certificate of ours',
      ),
      why(
        'What does it want?',
        'The answer says so: {http.phrase}',
        ['http.phrase'],
        'the text of the refusal, or the certificate request in the handshake',
      ),
      letThrough('when mutual TLS was switched on, and who was told'),
    ],
    nextAction: 'Give the runner a certificate that the server accepts, or switch mutual TLS off for this host',
  },
  ...tlsProtocolCauses,
];
