/**
 * The vocabulary of observations: what can be known, and in which words. Causes predict in these words, collectors observe in
 * them, and a test holds both to this list. `outcome` is `ok`, or the rung and code that a probe ended with, such as
 * `upgrade STATUS_502`, `welcome CLOSE_1011`, `tcp ECONNREFUSED`; a prediction may name a rung or a code alone.
 */
export type FactKind = 'outcome' | 'word' | 'number' | 'yes-no';

export interface FactMeaning {
  readonly kind: FactKind;
  readonly means: string;
}

export const facts = {
  // From the report of the run.
  'report.phase': { kind: 'word', means: 'how far the failing operation came (Phase)' },
  'report.error': { kind: 'word', means: 'class of the error, without its module' },
  'report.code': { kind: 'word', means: 'code of the error: ENOTFOUND, CERT_HAS_EXPIRED, WRONG_VERSION_NUMBER' },
  'report.status': { kind: 'number', means: 'HTTP status that the failure names' },
  'report.close-code': { kind: 'number', means: 'close code that the client reports; 1006 where no frame came' },
  'report.closed-by': { kind: 'word', means: 'server, client or nobody' },
  'report.close-reason': { kind: 'word', means: 'empty, keepalive, prose or none' },
  'report.duration': {
    kind: 'word',
    means: 'instant (under 50 ms), short, or timer: within 0.25 s above a round time-out',
  },
  'report.timer-seconds': { kind: 'number', means: 'the time-out that the durations sit just above' },
  'report.all-red': { kind: 'yes-no', means: 'over 80 % of the tests of the run failed' },
  'report.one-frame': { kind: 'yes-no', means: 'all failures share one frame of the test code, in a fixture' },
  'report.fewer-collected': { kind: 'yes-no', means: 'fewer tests than in the last whole runs' },
  'report.missing-event': { kind: 'word', means: 'type of the event that an assertion missed' },
  'report.event-order': { kind: 'yes-no', means: 'an assertion on the order of events failed' },
  'report.cross-user': { kind: 'yes-no', means: 'an assertion that users are kept apart failed' },
  'report.library': { kind: 'word', means: 'client library and version: websockets 10.4' },
  'report.late-only': { kind: 'yes-no', means: 'only tests after a certain moment of the run failed' },
  // What happened when the failing operation was done again.
  'replay.passed': { kind: 'number', means: 'of three replays of the failing operation, how many passed' },
  'replay.same': { kind: 'yes-no', means: 'the replays failed in the way of the report' },
  'repeat.pattern': { kind: 'word', means: 'of eight fresh connections: all-ok, all-bad, mixed' },
  'repeat.by-version': { kind: 'yes-no', means: 'good and bad of them differ by version or instance' },
  'rerun.alone': { kind: 'word', means: 'the failed tests run again alone: passed, failed, mixed' },
  // Names and addresses.
  'dns.name': { kind: 'outcome', means: 'looking up the name of the endpoint' },
  'dns.others': { kind: 'outcome', means: 'looking up other names' },
  'dns.addresses': { kind: 'number', means: 'how many addresses the name has' },
  'address.each': { kind: 'word', means: 'connecting to each address: all-ok, some-dead, all-dead' },
  'ip.v4': { kind: 'outcome', means: 'the endpoint by IPv4' },
  'ip.v6': { kind: 'outcome', means: 'the endpoint by IPv6' },
  'proxy.without': { kind: 'outcome', means: 'the endpoint without proxy variables, where they are set' },
  'proxy.with': { kind: 'outcome', means: 'the endpoint with proxy variables' },
  // Certificates.
  'tls.distrust': { kind: 'word', means: 'why the certificate is not trusted; none where it is' },
  'tls.version': { kind: 'word', means: 'TLSv1.2, TLSv1.3' },
  'tls.days-left': { kind: 'number', means: 'days until the certificate ends' },
  'tls.alpn': { kind: 'word', means: 'h2, http/1.1 or none' },
  'clock.offset-seconds': { kind: 'number', means: 'Date header of the service less our clock' },
  'clock.others-offset-seconds': { kind: 'number', means: 'the same for another service' },
  // HTTP paths.
  'http.shallow': { kind: 'outcome', means: 'the health path' },
  'http.deep': { kind: 'outcome', means: 'the deep health path' },
  'http.signed-in': { kind: 'outcome', means: 'a path that needs a token, with a good one' },
  'http.any-path': { kind: 'outcome', means: 'another path of the same service' },
  'http.failing-path': { kind: 'outcome', means: 'the path that the report names' },
  'http.h1': { kind: 'outcome', means: 'the health path by HTTP/1.1' },
  'http.h2': { kind: 'outcome', means: 'the health path by HTTP/2' },
  'http.direct': { kind: 'outcome', means: 'the health path round the proxy' },
  'http.latency-ms': { kind: 'number', means: 'first byte of the health path, median' },
  'http.while-open': { kind: 'outcome', means: 'the health path while the sockets of a ladder are open' },
  'http.server': { kind: 'word', means: 'Server header of the answer that failed' },
  'http.body': { kind: 'word', means: 'what the body of a refusal is: json, html, sign-in, empty, text' },
  'health.says': {
    kind: 'word',
    means: 'the dependency that the health answer calls unwell: database, cache, …; none',
  },
  'health.uptime-seconds': { kind: 'number', means: 'uptime that the service reports' },
  'health.uptime-fell': { kind: 'yes-no', means: 'the uptime fell between two looks' },
  'auth.health': { kind: 'outcome', means: 'the health path of the service that signs in' },
  'auth.login': { kind: 'outcome', means: 'signing in at the auth service' },
  'discovery.entries': { kind: 'word', means: 'the addresses that discovery names: all-ok, some-dead, none' },
  // WebSockets.
  'ws.plain': { kind: 'outcome', means: 'the configured probe of the endpoint' },
  'ws.close-reason': { kind: 'word', means: 'of that probe: empty, keepalive, prose, none' },
  'ws.closed-by': { kind: 'word', means: 'of that probe: server, client, nobody' },
  'ws.close-code': { kind: 'number', means: 'of that probe' },
  'ws.last-event': { kind: 'word', means: 'type of the last event before it stopped; none' },
  'ws.events-in-a-lump': { kind: 'yes-no', means: 'all events came within a few milliseconds' },
  'ws.token.good': { kind: 'outcome', means: 'with a good token' },
  'ws.token.bad': { kind: 'outcome', means: 'with a token of a wrong signature' },
  'ws.token.expired': { kind: 'outcome', means: 'with an expired token' },
  'ws.token.none': { kind: 'outcome', means: 'without a token' },
  'ws.token.issued': { kind: 'outcome', means: 'with a token that the auth service issued' },
  'ws.form.header': { kind: 'outcome', means: 'token by header' },
  'ws.form.subprotocol': { kind: 'outcome', means: 'token by subprotocol, jwt,TOKEN' },
  'ws.form.subprotocol-dot': { kind: 'outcome', means: 'token by subprotocol, jwt.TOKEN' },
  'ws.subprotocol-selected': { kind: 'yes-no', means: 'the server selected one of the offered subprotocols' },
  'ws.origin.other': { kind: 'outcome', means: 'with another Origin' },
  'ws.origin.none': { kind: 'outcome', means: 'without Origin' },
  'ws.direct': { kind: 'outcome', means: 'round the proxy' },
  'ws.no-deflate': { kind: 'outcome', means: 'without permessage-deflate' },
  'ws.no-message': { kind: 'outcome', means: 'opened, nothing sent, one second' },
  'ws.hold-idle-seconds': { kind: 'number', means: 'how long it lived idle; the length of the hold where it survived' },
  'ws.hold-pings-seconds': { kind: 'number', means: 'how long it lived with pings' },
  'ws.largest-ok': { kind: 'number', means: 'the largest message in bytes that came through' },
  'ws.fails-from': { kind: 'number', means: 'from how many connections on they fail; 0: none failed' },
  'ws.fails-for-other-user': { kind: 'yes-no', means: 'another user fails while the first holds its connections' },
  'ws.longer-timeout': { kind: 'outcome', means: 'the same with three times the time' },
  // Versions, deploys, settings.
  'version.changed': { kind: 'yes-no', means: 'the version changed since the last green run' },
  'version.changing': { kind: 'yes-no', means: 'two looks within this diagnosis saw different versions' },
  'version.intended': { kind: 'yes-no', means: 'the service reports the intended version' },
  'history.last-green': { kind: 'yes-no', means: 'the last whole run on this version was green' },
  'history.came-and-went': { kind: 'yes-no', means: 'the test was green and red on this version' },
  'audit.missing-variable': { kind: 'word', means: 'name of a required variable that is not set' },
  'audit.drift': { kind: 'yes-no', means: 'settings differ from those of the last green run' },
  'audit.token-algorithm': {
    kind: 'yes-no',
    means: 'the algorithm of the token is the one that the service is set to',
  },
  'audit.token-claims': { kind: 'yes-no', means: 'audience and issuer are those that the service is set to' },
  'audit.signing-key': { kind: 'yes-no', means: 'the key id of the token is among the published keys' },
  'target.expected': { kind: 'yes-no', means: 'the address in the failure belongs to the environment' },
  'control.reachable': { kind: 'yes-no', means: 'the control target answers' },
} as const satisfies Readonly<Record<string, FactMeaning>>;

export type FactName = keyof typeof facts;
