import type { FactMeaning } from './fact-meaning.ts';
import { reportFacts } from './report-facts.ts';

export type { FactKind, FactMeaning } from './fact-meaning.ts';

/**
 * The vocabulary of observations: what can be known, and in which words. Causes predict in these words, collectors observe in
 * them, and a test holds both to this list. `outcome` is `ok`, or the rung and code that a probe ended with, such as
 * `upgrade STATUS_502`, `welcome CLOSE_1011`, `tcp ECONNREFUSED`; a prediction may name a rung or a code alone.
 */
export const facts = {
  ...reportFacts,
  // What happened when the failing operation was done again.
  'replay.passed': { kind: 'number', means: 'of three replays of the failing operation, how many passed' },
  'replay.as-agreed': {
    kind: 'yes-no',
    means:
      'what passed three times was held against a configured body or configured events; no: none is configured for it',
  },
  'replay.phase': {
    kind: 'word',
    means: 'where the replay that is shown broke off: dns, tcp, tls, or later',
  },
  'replay.same': { kind: 'yes-no', means: 'the replays failed in the way of the report' },
  'replay.over-timer': {
    kind: 'yes-no',
    means: 'replays passed, but took longer than the time-out that the failures sit above',
  },
  'replay.other-client': { kind: 'yes-no', means: 'it passes for us three times, and the test itself fails again' },
  'replay.went-away': {
    kind: 'yes-no',
    means: 'it answered, and refused connections once what failed had been done again',
  },
  'replay.after-start': {
    kind: 'yes-no',
    means: 'it failed while the service had just started, and passed a few seconds later',
  },
  'replay.later': { kind: 'yes-no', means: 'it failed as if nobody were there, and passed for good within 21 s' },
  'replay.woke': {
    kind: 'yes-no',
    means: 'the replays took long or were not answered, and eight connections right after them were answered at once',
  },
  'repeat.pattern': { kind: 'word', means: 'of eight fresh connections: all-ok, all-bad, mixed' },
  'repeat.all-gone': {
    kind: 'yes-no',
    means: 'it passed whenever it was done again, and nobody was there for any of the eight right after that',
  },
  'repeat.session-lost': {
    kind: 'yes-no',
    means: 'signed in once, some fresh connections are refused as if nobody had',
  },
  'repeat.in-turn': {
    kind: 'yes-no',
    means: 'good and bad of them came in a fixed rhythm, as of instances that take turns',
  },
  'repeat.by-version': { kind: 'yes-no', means: 'good and bad of them differ by version or instance' },
  'repeat.bad-instance': { kind: 'word', means: 'version or instance of the bad ones, as they name it themselves' },
  'rerun.alone': { kind: 'word', means: 'the failed tests run again alone: passed, failed, mixed' },
  'rerun.suite': { kind: 'word', means: 'the whole suite run again: passed, alike, otherwise (other tests failed)' },
  // Names and addresses.
  'dns.name': { kind: 'outcome', means: 'looking up the name of the endpoint' },
  'dns.others': { kind: 'outcome', means: 'looking up other names' },
  'dns.resolver': { kind: 'outcome', means: 'asking the resolver of this machine for a name outside of the stack' },
  'dns.addresses': { kind: 'number', means: 'how many addresses the name has' },
  'dns.former-address': {
    kind: 'outcome',
    means: 'the address that the name had in the last green run, and has no more, asked now',
  },
  'dns.present-address': {
    kind: 'outcome',
    means: 'the address that the name has now, and had not in the last green run, asked in turn with the former',
  },
  'dns.agrees': { kind: 'yes-no', means: 'resolver and authoritative server, or direct, name the same addresses' },
  'address.each': { kind: 'word', means: 'connecting to each address: all-ok, some-dead, all-dead' },
  'ip.v4': { kind: 'outcome', means: 'the endpoint by IPv4' },
  'ip.v6': { kind: 'outcome', means: 'the endpoint by IPv6' },
  'proxy.without': { kind: 'outcome', means: 'the endpoint without proxy variables, where they are set' },
  'proxy.with': { kind: 'outcome', means: 'the endpoint with proxy variables' },
  // Certificates.
  'tls.distrust': { kind: 'word', means: 'why the certificate is not trusted; none where it is' },
  'tls.untrusted-part': {
    kind: 'word',
    means:
      'of a chain that is not trusted: self-signed, authority-unknown (it was sent), issuer-missing (neither sent nor known)',
  },
  'tls.version': { kind: 'word', means: 'TLSv1.2, TLSv1.3' },
  'tls.days-left': { kind: 'number', means: 'days until the certificate ends' },
  'tls.alpn': { kind: 'word', means: 'h2, http/1.1 or none' },
  'clock.offset-seconds': { kind: 'number', means: 'Date header of the service less our clock' },
  'clock.others-offset-seconds': { kind: 'number', means: 'the same for another service' },
  // HTTP paths.
  'http.shallow': { kind: 'outcome', means: 'the health path' },
  'http.deep': { kind: 'outcome', means: 'the deep health path' },
  'http.signed-in': { kind: 'outcome', means: 'a path that needs a token, with a good one' },
  'http.one-user-refused': {
    kind: 'yes-no',
    means: 'of two test users one is refused on the path that failed as the test was, and the other passes',
  },
  'http.any-path': { kind: 'outcome', means: 'another path of the same service' },
  'http.failing-path': { kind: 'outcome', means: 'the path that the report names' },
  'http.h1': { kind: 'outcome', means: 'the path that failed, or the health path, by HTTP/1.1' },
  'scheme.other': { kind: 'outcome', means: 'the health path by http: in place of https:, or the other way' },
  'http.h2': { kind: 'outcome', means: 'the path that failed, or the health path, by HTTP/2' },
  'http.direct': { kind: 'outcome', means: 'the health path round the proxy' },
  'http.latency-ms': { kind: 'number', means: 'first byte of the health path, median' },
  'http.while-open': { kind: 'outcome', means: 'the health path while the sockets of a ladder are open' },
  'http.large-header': {
    kind: 'outcome',
    means: 'the health path with a header of up to 6,000 bytes: the first that failed',
  },
  'http.without-header': {
    kind: 'word',
    means: 'the configured header without which a path passes that fails with it; none',
  },
  'report.lasts-as-others': {
    kind: 'number',
    means: 'how many other tests lasted as long as the failed one to 30 ms, just above a round time',
  },
  'replay.quicker': {
    kind: 'yes-no',
    means: 'the replays took less than a third of what the test lasted that was not content with an answer',
  },
  'report.early-only': {
    kind: 'yes-no',
    means: 'only tests before a certain moment of the run failed, most of them, and those after it passed',
  },
  'report.sockets-before': {
    kind: 'number',
    means: 'how many websockets the test was seen to open in a row before what failed, and nothing else',
  },
  'http.together': {
    kind: 'outcome',
    means: 'a path that passes alone, asked for ten times at once: the first that failed',
  },
  'http.together-waited': { kind: 'yes-no', means: 'those of them that failed were refused only after a wait' },
  'http.meanwhile-ms': {
    kind: 'number',
    means: 'how much longer the health path takes while the websocket talks or the failed test runs, the slowest',
  },
  'http.server': { kind: 'word', means: 'Server header of the answer that failed' },
  'http.body': { kind: 'word', means: 'what the body of a refusal is: json, html, sign-in, empty, text' },
  'http.phrase': { kind: 'word', means: 'what the body of a refusal says; none where it says nothing known' },
  'http.other-agent': { kind: 'outcome', means: 'the path or upgrade that fails, with the User-Agent of a browser' },
  'http.client-agent': {
    kind: 'outcome',
    means: 'what passes under our own name, under those of usual test clients: the first that is refused',
  },
  'http.held-back': {
    kind: 'yes-no',
    means: 'an answer that comes in parts round the proxy comes all at its end through it',
  },
  'http.failing-direct': { kind: 'outcome', means: 'the path that failed, round the proxy' },
  'http.refusal-seconds': {
    kind: 'number',
    means: 'how long it took until a server error came, where that was over 1.5 s',
  },
  'http.first-slow': {
    kind: 'yes-no',
    means:
      'after a pause the first took over three times as long as those after it, or the test failed and passed right after',
  },
  'health.says': {
    kind: 'word',
    means: 'the dependency that the health answer calls unwell: database, cache, …; none',
  },
  'health.uptime-seconds': { kind: 'number', means: 'uptime that the service reports' },
  'health.uptime-fell': { kind: 'yes-no', means: 'the uptime fell between two looks' },
  'health.started-at-run': {
    kind: 'yes-no',
    means: 'the service started while the suite ran, or within 20 s before it',
  },
  'health.started-within-run': {
    kind: 'yes-no',
    means: 'the service started after the run had begun and before it ended',
  },
  'health.started-since-run': { kind: 'yes-no', means: 'the service started after the run had ended' },
  'health.older-than-run': {
    kind: 'yes-no',
    means: 'the service had been up for 20 s and more when the run began, and still is',
  },
  'auth.health': { kind: 'outcome', means: 'the health path of the service that signs in' },
  'auth.roomy-passes': {
    kind: 'yes-no',
    means: 'the token is refused, and passes where it begins two hours earlier and ends two hours later',
  },
  'auth.refusals-differ': {
    kind: 'yes-no',
    means: 'a service that refuses our token says something else of one with a wrong signature',
  },
  'auth.alone': { kind: 'yes-no', means: 'the service that signs in fails, and all others answer' },
  'auth.login': { kind: 'outcome', means: 'signing in at the auth service' },
  'discovery.entries': { kind: 'word', means: 'the addresses that discovery names: all-ok, some-dead, none' },
  // WebSockets.
  'ws.plain': { kind: 'outcome', means: 'the configured probe of the endpoint' },
  'ws.close-reason': { kind: 'word', means: 'of that probe: empty, keepalive, prose, none' },
  'ws.closed-by': { kind: 'word', means: 'of that probe: server, client, nobody' },
  'ws.close-code': { kind: 'number', means: 'of that probe' },
  'ws.last-event': { kind: 'word', means: 'type of the last event before it stopped; none' },
  'ws.events-in-a-lump': { kind: 'yes-no', means: 'all events came within a few milliseconds' },
  'ws.direct-in-a-lump': { kind: 'yes-no', means: 'the same round the proxy' },
  'ws.other-user': { kind: 'outcome', means: 'with the token of another known user' },
  'ws.unread': {
    kind: 'outcome',
    means: 'asked for answers again and again, not read for a while, and then read to the end',
  },
  'ws.token.good': { kind: 'outcome', means: 'with a good token' },
  'ws.token.bad': { kind: 'outcome', means: 'with a token of a wrong signature' },
  'ws.token.expired': { kind: 'outcome', means: 'with an expired token' },
  'ws.token.none': { kind: 'outcome', means: 'without a token' },
  'ws.token.issued': { kind: 'outcome', means: 'with a token that the auth service issued' },
  'auth.makers-differ': {
    kind: 'yes-no',
    means: 'of a token that the auth service issued and one that is signed here, one passes and the other is refused',
  },
  'ws.form.header': { kind: 'outcome', means: 'token by header' },
  'ws.form.subprotocol': { kind: 'outcome', means: 'token by subprotocol, jwt,TOKEN' },
  'ws.form.subprotocol-dot': { kind: 'outcome', means: 'token by subprotocol, jwt.TOKEN' },
  'ws.other-form': {
    kind: 'yes-no',
    means: 'of jwt,TOKEN and jwt.TOKEN the configured form is refused, and the other passes',
  },
  'ws.subprotocol-selected': { kind: 'yes-no', means: 'the server selected one of the offered subprotocols' },
  'ws.origin.other': { kind: 'outcome', means: 'with another Origin' },
  'ws.origin.of-test': { kind: 'outcome', means: 'with the Origin that the test was seen to send' },
  'ws.origin.none': { kind: 'outcome', means: 'without Origin' },
  'ws.direct': { kind: 'outcome', means: 'round the proxy' },
  'ws.no-deflate': { kind: 'outcome', means: 'without permessage-deflate' },
  'ws.deflate': { kind: 'outcome', means: 'with permessage-deflate offered; ok where it was agreed on' },
  'ws.no-message': { kind: 'outcome', means: 'opened, nothing sent, one second' },
  'ws.hold-idle': { kind: 'outcome', means: 'held without a word: ok, or how it ended before the hold was over' },
  'ws.hold-pings': { kind: 'outcome', means: 'held with pings: ok, or how it ended before the hold was over' },
  'ws.hold-idle-seconds': { kind: 'number', means: 'how long it lived idle; the length of the hold where it survived' },
  'ws.hold-pings-seconds': { kind: 'number', means: 'how long it lived with pings' },
  'ws.refused-size': { kind: 'number', means: 'the message in bytes that ended the connection, after smaller ones' },
  'ws.largest-ok': { kind: 'number', means: 'the largest message in bytes that came through' },
  'ws.fails-from': { kind: 'number', means: 'from how many connections on they fail; 0: none failed' },
  'ws.ladder': { kind: 'outcome', means: 'how the first connection failed that was one too many; ok where none did' },
  'ws.ladder-waited': {
    kind: 'yes-no',
    means: 'the connection that was one too many was refused only after a wait',
  },
  'ws.oldest-closed': { kind: 'yes-no', means: 'those that were opened first are closed when more are opened, twice' },
  'ws.knee-repeats': { kind: 'yes-no', means: 'done again, they failed from the same number on' },
  'ws.fails-for-other-user': { kind: 'yes-no', means: 'another user fails while the first holds its connections' },
  'replay.longer-timeout': { kind: 'outcome', means: 'the same with three times the time' },
  'ws.crosses-users': { kind: 'yes-no', means: 'of two users, one saw the marker that the other had sent' },
  // Versions, deploys, settings.
  'version.changed': { kind: 'yes-no', means: 'the version changed since the last green run' },
  'version.changing': { kind: 'yes-no', means: 'two looks within this diagnosis saw different versions' },
  'version.direct-differs': {
    kind: 'yes-no',
    means: 'not the intended version, and round the proxy the service reports another one than by its name',
  },
  'version.intended': { kind: 'yes-no', means: 'the service reports the intended version' },
  'deploy.during-run': { kind: 'yes-no', means: 'a deploy of ours went on while the suite ran' },
  'deploy.last': { kind: 'word', means: 'how the last deploy of ours before the run ended: passed, failed' },
  'deploy.seconds-before': { kind: 'number', means: 'from the end of that deploy to the start of the run' },
  'history.last-green': { kind: 'yes-no', means: 'the last whole run on this version was green' },
  'history.came-and-went': { kind: 'yes-no', means: 'the test was green and red on this version' },
  'history.took-longer': {
    kind: 'yes-no',
    means: 'tests that gave up had taken longer than that when they passed; no: less than half of it',
  },
  'history.slower': { kind: 'yes-no', means: 'the endpoint takes over three times its median of the days before' },
  'audit.missing-variable': { kind: 'word', means: 'name of a required variable that is not set' },
  'audit.drift': { kind: 'yes-no', means: 'settings differ from those of the last green run' },
  'audit.token-algorithm': {
    kind: 'yes-no',
    means: 'the algorithm of the token is the one that the service is set to',
  },
  'audit.token-claims': { kind: 'yes-no', means: 'audience and issuer are those that the service is set to' },
  'audit.signing-key': { kind: 'yes-no', means: 'the key id of the token is among the published keys' },
  'audit.padded': { kind: 'yes-no', means: 'durations of passed tests sit just above a round time-out' },
  'audit.dead-target-passed': { kind: 'yes-no', means: 'a test passed although its target was replaced by a dead one' },
  'target.expected': { kind: 'yes-no', means: 'the address in the failure belongs to the environment' },
  'target.path-elsewhere': {
    kind: 'yes-no',
    means: 'of an address that is not the environment’s: whether a check or a sign-in of the environment has its path',
  },
  'target.met-before': {
    kind: 'yes-no',
    means: 'of an address that is not the environment’s: whether tests were connected to it in the last green run',
  },
  'machine.no-port': { kind: 'yes-no', means: 'a probe of ours had no free port on this machine' },
  'control.reachable': { kind: 'yes-no', means: 'the control target answers' },
} as const satisfies Readonly<Record<string, FactMeaning>>;

export type FactName = keyof typeof facts;
