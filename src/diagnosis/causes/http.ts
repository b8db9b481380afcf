import type { Symptom } from '#domain/diagnosis.ts';
import type { Fact } from '#domain/observation.ts';

import type { Cause } from '../cause.ts';
import { always, either, failing, isNamed, letThrough, saw, seenIn, stackIsWell, why } from './predict.ts';

/** What clients say who do not agree with the extensions of the answer. */
function isOfExtensions({ error, closeCode }: Symptom): boolean {
  return closeCode === 1002 || /Negotiation|Handshake|RSV|PROTOCOL|InvalidHeader|EXTENSION/u.test(error);
}

/** Somebody was there and refused us, which is an answer where the test had none. */
function isOwnAnswer(end: Fact, { status }: Symptom): boolean {
  return (status === undefined || status >= 500) && /STATUS_4\d\d$/u.test(String(end));
}

export const httpCauses: readonly Cause[] = [
  {
    id: 'http1-path-broken',
    layer: 'http',
    title: 'HTTP/1.1 hangs or fails on this way, HTTP/2 does not',
    prior: 0.4,
    predicts: [
      ...seenIn('http', 'upgrade'),
      ...always,
      saw('http.h1', (end, symptom) => end !== 'ok' && !isOwnAnswer(end, symptom), ['strong', 'refutes']),
      saw('http.h2', (end, symptom) => end === 'ok' || isOwnAnswer(end, symptom), ['proves', 'refutes']),
      saw('report.error', ['ReadTimeout', 'HeadersTimeoutError'], 'weak'),
      saw('ws.plain', 'upgrade TIMEOUT', 'weak'),
      saw('http.h1', 'HTTP2_ANSWER', 'refutes'),
      // HTTP/1.1 is offered alone and not chosen: it is not broken, it is not there.
      saw('tls.alpn', 'http/1.1', ['weak', 'refutes']),
    ],
    whys: [
      failing,
      why(
        'What differs?',
        'By HTTP/1.1: {http.h1}; by HTTP/2: {http.h2}',
        ['http.h1', 'http.h2'],
        'the same path by both, taking turns',
      ),
      letThrough('the listener for HTTP/1.1, and what is set for it alone'),
    ],
    nextAction:
      'Compare what the load balancer does for HTTP/1.1 with what it does for HTTP/2: pools, time-outs, protocol to the backend',
  },
  {
    id: 'shallow-health',
    layer: 'http',
    title: 'The health path says ok while deeper paths fail',
    prior: 0.5,
    predicts: [
      ...seenIn('http', 'first-message', 'upgrade'),
      ...always,
      saw('http.shallow', 'ok', ['weak', 'refutes']),
      saw('http.deep', 'fails', ['proves', 'refutes']),
      saw('http.deep', ['TIMEOUT', 'STATUS_504'], 'against'),
      // Refused, limited or sent elsewhere is not ill.
      saw(
        'http.deep',
        ['STATUS_301', 'STATUS_302', 'STATUS_303', 'STATUS_307', 'STATUS_401', 'STATUS_403', 'STATUS_429'],
        'refutes',
      ),
      saw('report.phrase', 'not-ready', 'refutes'),
      saw('http.signed-in', 'fails', ['weak', 'against']),
      saw('health.says', 'none', ['strong', 'refutes']),
      saw('http.phrase', (phrase) => isNamed(phrase) && phrase !== 'not-ready', 'against'),
    ],
    whys: [
      failing,
      why(
        'What does health say?',
        'The health path is {http.shallow}, a deeper one {http.deep}',
        ['http.shallow', 'http.deep'],
        'both paths in the same minute',
      ),
      letThrough('what the health path looks at'),
    ],
    nextAction: 'Let the health path ask what the deeper paths need, so that this is seen before the tests run',
  },
  {
    id: 'malformed-header',
    layer: 'http',
    title: 'The client sends a header that the server does not take',
    prior: 0.3,
    predicts: [
      ...seenIn('upgrade', 'http', 'before-io'),
      saw('report.status', 400, ['strong', 'against']),
      // A client that looks at its headers itself sends nothing.
      saw('report.code', 'UND_ERR_INVALID_ARG', 'strong'),
      saw('report.phrase', 'malformed-header', 'proves'),
      saw('report.error', ['LocalProtocolError', 'InvalidHeader', 'InvalidHeaderValue'], 'strong'),
      saw('http.phrase', 'malformed-header', 'strong'),
      saw('http.without-header', isNamed, ['proves', 'against']),
      saw('replay.other-client', true, 'weak'),
      saw('http.shallow', 'ok', 'weak'),
    ],
    whys: [
      failing,
      either(
        'Which header is it?',
        'It passes without {http.without-header}; the refusal says {report.phrase}{report.status}',
        ['http.without-header', 'report.phrase', 'report.status'],
        'the status and text of the refusal',
      ),
      either(
        'Does another request pass?',
        'The health path is {http.shallow}; the same request passes without {http.without-header}',
        ['http.shallow', 'http.without-header'],
        'the same request with one header changed at a time',
      ),
      letThrough('what the server asks of that header, and since when'),
    ],
    nextAction:
      'Compare the header that is refused with what the server takes now; where it is not known yet, leave out one at a time',
  },
  {
    id: 'client-pool-exhausted',
    layer: 'http',
    title: 'The client of the test has no free connection left in its pool',
    prior: 0.4,
    predicts: [
      ...seenIn('before-io', 'tcp', 'http'),
      ...stackIsWell,
      saw('report.error', 'PoolTimeout', ['proves', 'refutes']),
      saw('rerun.alone', 'passed', 'weak'),
      saw('rerun.suite', 'alike', 'weak'),
    ],
    whys: [
      failing,
      why(
        'Does a fresh client work?',
        'Of three replays with a client of their own {replay.passed} passed',
        ['replay.passed'],
        'the same request with a fresh client',
      ),
      letThrough('where the test takes connections and does not give them back'),
    ],
    nextAction:
      'Close responses in the test or raise the limit of its client: it holds every connection that it may have',
  },
  {
    id: 'extension-mismatch',
    layer: 'http',
    title: 'Client and server do not agree on compression',
    prior: 0.3,
    predicts: [
      ...seenIn('upgrade', 'first-message', 'steady', 'close'),
      saw('report.close-code', 1002, ['strong', 'against']),
      saw('report.error', ['NegotiationError', 'InvalidHandshake'], 'weak'),
      saw('report.code', 'EXTENSION', 'proves'),
      saw('replay.other-client', (other, symptom) => other === true && isOfExtensions(symptom), 'strong'),
      saw('replay.other-client', true, 'weak'),
      saw('ws.token.good', 'EXTENSION_NOT_OFFERED', 'strong'),
      saw('ws.form.header', 'EXTENSION_NOT_OFFERED', 'strong'),
      saw('ws.no-deflate', 'EXTENSION_NOT_OFFERED', 'strong'),
      // What was compressed had not been agreed on.
      saw('ws.deflate', 'SENT_1002', 'proves'),
      saw('ws.no-deflate', 'ok', 'strong'),
      saw('ws.plain', 'EXTENSION_NOT_OFFERED', 'proves'),
    ],
    whys: [
      failing,
      either(
        'What differs?',
        'Without permessage-deflate: {ws.no-deflate}; with it: {ws.deflate}; as configured: {ws.plain}',
        ['ws.no-deflate', 'ws.deflate', 'ws.plain'],
        'the same handshake with and without permessage-deflate',
      ),
      letThrough('the version of the library on both sides'),
    ],
    nextAction:
      'Let the proxy pass Sec-WebSocket-Extensions on unchanged where one is on the way; else switch permessage-deflate off on one side',
  },
];
