import type { Cause } from '../cause.ts';
import { always, either, code, failing, letThrough, saw, seenIn, why } from './predict.ts';

const inHttp2 = ['HTTP2_ANSWER', 'ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL'];
/** What a server does that takes the first bytes of HTTP/1.1 for broken HTTP/2. */
const cutOff = ['CLOSED_WITHOUT_ANSWER', 'ECONNRESET'];

/** What is agreed on within TLS: which protocol goes over it. */
/** What came was not HTTP to the client. */
function isGarbled(error: string): boolean {
  return /^(?:InvalidMessage|RemoteProtocolError|HTTPParserError|ServerDisconnectedError|BadStatusLine|BadHttpMessage|ClientResponseError)$|SocketError|HPE_/u.test(
    error,
  );
}

export const tlsProtocolCauses: readonly Cause[] = [
  {
    id: 'alpn-h2-only',
    layer: 'tls',
    title: 'The server speaks HTTP/2 to a client that needs HTTP/1.1',
    prior: 0.15,
    predicts: [
      ...seenIn('upgrade', 'tls', 'http'),
      ...always.filter(({ is }) => is !== 3 && is !== 'all-ok'),
      saw('report.error', ['InvalidMessage', 'RemoteProtocolError', 'HTTPParserError'], 'weak'),
      saw('tls.alpn', ['h2', 'none'], 'strong'),
      // We offer HTTP/1.1 by name; many clients offer nothing, and get HTTP/2.
      saw(
        'replay.other-client',
        (other, { status, error }) => other === true && status === undefined && isGarbled(error),
        'strong',
      ),
      code(['INVALID_RESPONSE'], 'proves'),
      saw('ws.plain', inHttp2, 'proves'),
      saw('ws.plain', [...inHttp2, ...cutOff], 'weak'),
      saw('http.h1', [...inHttp2, 'NOT_HTTP'], 'proves'),
      saw('http.h1', [...inHttp2, 'NOT_HTTP', ...cutOff], 'weak'),
      saw('http.h2', 'ok', ['strong', 'refutes']),
    ],
    whys: [
      failing,
      either(
        'What was answered?',
        'To us {ws.plain}; to the test {report.code}',
        ['ws.plain', 'report.code'],
        'the first bytes after the upgrade was asked for',
      ),
      why(
        'Which protocol does it speak?',
        'By HTTP/2: {http.h2}; by HTTP/1.1: {http.h1}',
        ['http.h2', 'http.h1'],
        'the health path by both',
      ),
      letThrough('the ALPN list of the listener'),
    ],
    nextAction: 'Let the listener offer http/1.1 as well: WebSockets of these clients need it',
  },
];
