import type { Symptom } from '#domain/diagnosis.ts';

import type { Cause } from '../cause.ts';
import { always, either, failing, letThrough, refused, saw, seenIn, why } from './predict.ts';

/** What comes of an offer that the service never saw. */
const unselected = ['SUBPROTOCOL_NOT_SELECTED', 'STATUS_400', 'CLOSE_1011'];

function speaksOfSubprotocol({ phase, title, tests, error }: Symptom): boolean {
  return (
    phase === 'upgrade' || phase === 'before-io' || /protocol/iu.test([title, error, ...tests.slice(0, 20)].join(' '))
  );
}

/** What a proxy does not pass on, or answers itself. */
export const proxyPassingCauses: readonly Cause[] = [
  {
    id: 'upgrade-not-forwarded',
    layer: 'proxy',
    title: 'The proxy does not pass the upgrade on',
    prior: 2,
    predicts: [
      ...seenIn('upgrade'),
      ...always,
      saw('report.status', [400, 404, 426, 200, 405], ['strong', 'against']),
      saw(
        'ws.plain',
        ['STATUS_404', 'STATUS_400', 'STATUS_426', 'STATUS_200', 'STATUS_405', 'BAD_UPGRADE'],
        ['strong', 'refutes'],
      ),
      saw(
        'ws.token.bad',
        ['STATUS_404', 'STATUS_400', 'STATUS_426', 'STATUS_200', 'STATUS_405', 'BAD_UPGRADE'],
        ['weak', 'against'],
      ),
      saw('ws.direct', 'upgrade', 'against'),
      saw(
        'ws.direct',
        ['ok', 'CLOSE_1011', 'CLOSE_1000', 'CLOSE_1006', 'CLOSE_1008', 'STATUS_401', 'STATUS_403'],
        ['proves', 'against'],
      ),
      saw('http.shallow', 'ok', ['weak', 'against']),
      saw('http.failing-path', ['STATUS_404', 'STATUS_426', 'STATUS_400', 'STATUS_405', 'ok'], 'weak'),
      saw('http.body', ['json', 'empty', 'text'], ['weak', 'against']),
      saw('audit.drift', true, 'weak'),
    ],
    whys: [
      failing,
      why('How far did it come?', 'The upgrade was refused: {ws.plain}', ['ws.plain'], 'a handshake written by hand'),
      why(
        'Who refuses it?',
        'Not the service: round the proxy it is {ws.direct}',
        ['ws.direct'],
        'the same handshake round the proxy',
      ),
      why(
        'What changed?',
        'Settings differ from those of the last green run',
        ['audit.drift'],
        'the headers that the proxy is set to pass on',
      ),
      letThrough('a probe of the upgrade through the proxy, before the setting went live'),
    ],
    nextAction:
      'Let the proxy pass Upgrade and Connection on for this path (nginx: proxy_http_version 1.1 and both headers)',
  },
  {
    id: 'authorization-stripped',
    layer: 'proxy',
    title: 'The proxy takes the Authorization header away',
    prior: 0.6,
    predicts: [
      ...seenIn('upgrade', 'http', 'first-message', 'close'),
      ...always,
      saw('report.status', [401, 403], ['weak', 'against']),
      saw('ws.form.header', 'fails', ['strong', 'refutes']),
      saw('ws.form.subprotocol', 'ok', ['proves', 'against']),
      saw('ws.form.header', ['STATUS_401', 'STATUS_403', 'CLOSE_1008', 'CLOSE_1011'], 'strong'),
      saw('http.failing-direct', 'ok', 'proves'),
      saw('ws.direct', 'ok', ['strong', 'against']),
      saw('http.signed-in', ['STATUS_401', 'STATUS_403'], ['weak', 'against']),
    ],
    whys: [
      failing,
      either(
        'What differs?',
        'By header: {ws.form.header}; by subprotocol: {ws.form.subprotocol}; round the proxy: {http.failing-direct}',
        ['ws.form.header', 'ws.form.subprotocol', 'http.failing-direct'],
        'the same token in both forms, taking turns',
      ),
      either(
        'Who takes it away?',
        'Round the proxy it is {ws.direct}{http.failing-direct}',
        ['ws.direct', 'http.failing-direct'],
        'the token by header, round the proxy',
      ),
      letThrough('the rules of the proxy for the Authorization header'),
    ],
    nextAction: 'Let the proxy pass Authorization on for this path',
  },
  {
    id: 'subprotocol-stripped',
    layer: 'proxy',
    title: 'The proxy takes Sec-WebSocket-Protocol away',
    prior: 0.5,
    predicts: [
      ...seenIn('upgrade', 'before-io', 'first-message', 'close'),
      ...always,
      saw('report.phrase', 'no-subprotocol', 'weak'),
      saw('ws.form.subprotocol', [...refused, ...unselected], ['weak', 'refutes']),
      saw('ws.form.subprotocol-dot', [...refused, ...unselected], ['weak', 'refutes']),
      saw('ws.form.header', 'ok', ['weak', 'against']),
      saw('ws.subprotocol-selected', false, ['strong', 'against']),
      saw('ws.direct', 'ok', ['proves', 'against']),
      // What is configured passes, and the test speaks of something else: some services have no token there at all.
      saw('ws.plain', (plain, symptom) => plain === 'ok' && !speaksOfSubprotocol(symptom), 'refutes'),
    ],
    whys: [
      failing,
      either(
        'What differs?',
        'By subprotocol: {ws.form.subprotocol}; by header: {ws.form.header}; what was offered was selected: {ws.subprotocol-selected}',
        ['ws.form.subprotocol', 'ws.form.header', 'ws.subprotocol-selected'],
        'the same token in both forms, taking turns',
      ),
      why(
        'Who takes it away?',
        'Round the proxy it is {ws.direct}',
        ['ws.direct'],
        'the token by subprotocol, round the proxy',
      ),
      letThrough('the rules of the proxy for Sec-WebSocket-Protocol'),
    ],
    nextAction: 'Let the proxy pass Sec-WebSocket-Protocol on, both ways',
  },
  {
    id: 'redirect-on-upgrade',
    layer: 'proxy',
    title: 'The upgrade is answered with a redirect',
    prior: 0.6,
    predicts: [
      // Some clients follow, and fail where they are led.
      ...seenIn('upgrade', 'before-io', 'dns', 'tcp', 'tls'),
      ...always,
      saw('report.status', [301, 302, 307, 308], ['strong', 'against']),
      saw('report.error', ['InvalidURI', 'SecurityError', 'RedirectHandshake'], 'strong'),
      saw('ws.plain', ['STATUS_301', 'STATUS_302', 'STATUS_307', 'STATUS_308'], ['proves', 'refutes']),
      saw('http.body', ['empty', 'html', 'text'], ['weak', 'against']),
    ],
    whys: [
      failing,
      why(
        'What was answered?',
        'A redirect, which WebSocket clients do not follow: {ws.plain}',
        ['ws.plain'],
        'the same handshake again',
      ),
      letThrough('the Location of the redirect against the configured address'),
    ],
    nextAction: 'Use the address that the redirect names: its scheme, host or last slash differs',
  },
  {
    id: 'waf-blocking',
    layer: 'proxy',
    title: 'A web application firewall blocks the client',
    prior: 0.4,
    predicts: [
      ...seenIn('upgrade', 'http'),
      ...always.filter(({ fact, is }) => fact !== 'replay.passed' || is !== 3).filter(({ is }) => is !== 'all-ok'),
      saw('report.status', [403, 406], ['strong', 'against']),
      saw('ws.plain', ['STATUS_403', 'STATUS_406'], 'weak'),
      saw('http.body', 'html', ['strong', 'against']),
      saw('http.other-agent', 'ok', ['proves', 'refutes']),
      saw('http.client-agent', ['STATUS_403', 'STATUS_406'], 'proves'),
      saw('replay.other-client', true, 'weak'),
    ],
    whys: [
      failing,
      either(
        'What does it dislike?',
        'The name of the client; as a browser: {http.other-agent}; as a test client: {http.client-agent}',
        ['http.other-agent', 'http.client-agent'],
        'the same bytes with another User-Agent',
      ),
      why('What was answered?', 'A page for people: {http.body}', ['http.body'], 'the body of the refusal'),
      letThrough('the rule of the firewall that matched'),
    ],
    nextAction: 'Ask who owns the firewall which rule matched, and let the test client through',
  },
];
