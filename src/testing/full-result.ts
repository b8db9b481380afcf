import type { HttpFacts, ProbeResult, TlsFacts, WsFacts } from '#domain/probe.ts';

/** A result with every field that there is, and `text` wherever a peer may have written something. */
export function makeFullResult(text: string): Required<ProbeResult> {
  return {
    id: 'p1.1',
    environment: 'staging',
    endpoint: 'chat',
    kind: 'websocket',
    url: text,
    startedAt: '2026-11-22T16:40:00.000Z',
    durationMs: 12.5,
    location: 'here',
    standing: 'down',
    brokeAt: 'welcome',
    problem: { code: 'CLOSE_1011', message: text },
    steps: [{ step: 'tcp', outcome: 'passed', durationMs: 1, detail: text }],
    addresses: [{ address: '127.0.0.1', family: 4, tcp: 'passed', durationMs: 1, code: 'ECONNREFUSED' }],
    tls: tlsOf(text),
    http: httpOf(text),
    ws: wsOf(text),
    changed: { token: 'bad' },
    loopDelayMs: 0,
    isSpoiled: false,
  };
}

const tlsOf = (text: string): Required<TlsFacts> => ({
  version: text,
  alpn: text,
  cipher: text,
  names: [text, text],
  chain: [{ subject: text, issuer: text, validTo: text }],
  validFrom: text,
  validTo: text,
  daysLeft: 3,
  isTrusted: false,
  distrust: text,
});

const httpOf = (text: string): Required<HttpFacts> => ({
  version: 'HTTP/1.1',
  status: 503,
  headers: { server: text, [text]: 'name' },
  firstByteMs: 1,
  firstBodyMs: 1,
  bodyMs: 1,
  wireBytes: 1,
  bodyBytes: 1,
  body: text,
  assertions: [{ what: text, outcome: 'failed', detail: text }],
});

const wsOf = (text: string): Required<WsFacts> => ({
  status: 101,
  headers: { 'x-seen': text },
  body: text,
  offered: [text],
  subprotocol: text,
  authBy: 'header',
  token: 'good',
  events: [{ atMs: 1, from: 'server', type: text, text, bytes: 3 }],
  pingMs: 1,
  roundTripMs: 1,
  closeCode: 1011,
  closeReason: text,
  closedBy: 'server',
  endedBy: 'server-end',
  isClean: true,
  openMs: 1,
  bytesIn: 1,
  bytesOut: 1,
  framesIn: 1,
  framesOut: 1,
});
