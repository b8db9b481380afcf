import assert from 'node:assert/strict';
import { test } from 'node:test';

import { makeProbeResult, makeWsFacts } from '#testing/make-probe-result.ts';

import {
  byWorst,
  certificateInWords,
  closeInWords,
  isCertificateRemarkable,
  milliseconds,
  resultInWords,
  rungInWords,
} from './probe-words.ts';
import type { ProbeResult } from './probe.ts';

const http = { version: 'HTTP/1.1', headers: {}, wireBytes: 0, bodyBytes: 0, assertions: [] } as const;
const chat: Partial<ProbeResult> = { kind: 'websocket', endpoint: 'chat', standing: 'down' };

const sentences: readonly (readonly [Partial<ProbeResult>, string])[] = [
  [{}, 'api on staging answers'],
  [{ http: { ...http, firstByteMs: 212.4 } }, 'api on staging answers in 212 ms'],
  [{ environment: undefined, endpoint: 'https://example.com/' }, 'https://example.com/ answers'],
  [
    {
      ...chat,
      brokeAt: 'upgrade',
      ws: makeWsFacts({ status: 502, headers: { server: 'nginx' } }),
      problem: { code: 'STATUS_502', message: 'the upgrade was answered with 502' },
    },
    'chat on staging is down: upgrade refused with 502 (nginx)',
  ],
  [
    {
      standing: 'down',
      brokeAt: 'response',
      http: { ...http, status: 503, headers: { server: 'a\nb' } },
      problem: { code: 'STATUS_503', message: 'm' },
    },
    'api on staging is down: answered 503 (a b)',
  ],
  [
    {
      ...chat,
      brokeAt: 'welcome',
      ws: makeWsFacts({ closeCode: 1011, closeReason: 'Internal error', closedBy: 'server', openMs: 34.2 }),
      problem: { code: 'CLOSE_1011', message: 'm' },
    },
    'chat on staging is down: closed by the server with 1011, reason "Internal error", 34 ms after opening, before welcome',
  ],
  [
    {
      standing: 'down',
      brokeAt: 'tcp',
      problem: { code: 'ECONNREFUSED', message: '127.0.0.1:9 refused the connection' },
    },
    'api on staging is down: tcp: 127.0.0.1:9 refused the connection',
  ],
  [
    { standing: 'unknown', problem: { code: 'MISSING_VARIABLE', message: 'The variable is not set: TOKEN' } },
    'api on staging could not be measured: The variable is not set: TOKEN',
  ],
];

for (const [parts, sentence] of sentences) {
  test(`a result reads "${sentence.slice(0, 70)}"`, () =>
    assert.equal(resultInWords(makeProbeResult(parts)), sentence));
}

test('a rung says its state in words, beside a sign for the eye', () => {
  assert.equal(
    rungInWords({ step: 'tcp', outcome: 'passed', durationMs: 12, detail: 'a:1' }),
    '✓ tcp         passed in 12 ms: a:1',
  );
  assert.equal(
    rungInWords({ step: 'upgrade', outcome: 'failed', durationMs: 3, detail: '502\nBad Gateway' }),
    '✗ upgrade     failed after 3.0 ms: 502 Bad Gateway',
  );
  assert.equal(rungInWords({ step: 'welcome', outcome: 'not-reached' }), '· welcome     not reached');
  assert.ok(rungInWords({ step: 'tcp', outcome: 'failed', detail: 'x'.repeat(1_000) }).length < 180);
});

test('who closed is said for each way in which a connection ends', () => {
  const ends = [
    closeInWords(makeWsFacts({ closeCode: 1012, closedBy: 'server', closeReason: '' })),
    closeInWords(makeWsFacts({ closeCode: 1000, closedBy: 'client', openMs: 10_500 })),
    closeInWords(makeWsFacts({ closeCode: 1006, closedBy: 'nobody', endedBy: 'server-reset', openMs: 2 })),
    closeInWords(makeWsFacts({ closeCode: 1006, closedBy: 'nobody', endedBy: 'server-end' })),
  ];
  assert.deepEqual(ends, [
    'closed by the server with 1012, no reason given',
    'closed by this side with 1000, no reason given, 10.5 s after opening',
    'connection ended without a close frame (1006), reset by the server, 2.0 ms after opening',
    'connection ended without a close frame (1006), ended by the server',
  ]);
});

const certificate = {
  names: ['api.example.com', 'b.example.com', 'c.example.com'],
  chain: [{ subject: 'CN=api.example.com', issuer: 'CN=R11', validTo: '2026-04-01T00:00:00.000Z' }],
  daysLeft: 61,
  isTrusted: true,
} as const;

test('a certificate is worth a line when it is not trusted or runs out within 30 days', () => {
  assert.equal(
    certificateInWords(certificate),
    'certificate of api.example.com and 2 more names, 61 days left, issued by CN=R11',
  );
  assert.equal(
    certificateInWords({ ...certificate, names: ['a'], daysLeft: -1, isTrusted: false, distrust: 'CERT_HAS_EXPIRED' }),
    'certificate of a, expired 1 day ago, issued by CN=R11, not trusted: CERT_HAS_EXPIRED',
  );
  const remarkable = [certificate, { ...certificate, daysLeft: 29 }, { ...certificate, isTrusted: false }];
  assert.deepEqual(remarkable.map(isCertificateRemarkable), [false, true, true]);
});

test('times are said in the unit that fits', () => {
  assert.deepEqual([0, 0.44, 9.94, 9.96, 999.6, 9_949, 9_950].map(milliseconds), [
    '0.0 ms',
    '0.4 ms',
    '9.9 ms',
    '10 ms',
    '1000 ms',
    '9949 ms',
    '9.9 s',
  ]);
});

test('the worst come first: down, unknown, the slowest', () => {
  const results = [
    makeProbeResult({ id: 'fast', http: { ...http, firstByteMs: 1 } }),
    makeProbeResult({ id: 'unknown', standing: 'unknown' }),
    makeProbeResult({ id: 'slow', http: { ...http, firstByteMs: 9 } }),
    makeProbeResult({ id: 'down', standing: 'down' }),
  ];
  assert.deepEqual(
    results.toSorted(byWorst).map(({ id }) => id),
    ['down', 'unknown', 'slow', 'fast'],
  );
});
