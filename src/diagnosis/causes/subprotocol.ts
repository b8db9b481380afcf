import type { Symptom } from '#domain/diagnosis.ts';
import type { Fact } from '#domain/observation.ts';

import type { Cause } from '../cause.ts';
import { always, cameWithVersion, changed, code, either, failing, letThrough, saw, seenIn, why } from './predict.ts';

/** It fails, and no later than this failure did. */
function isRefusedThere(end: Fact, { phase }: Symptom): boolean {
  const isLater = phase === 'upgrade' && /^(?:welcome|auth|round-trip|hold|close) /u.test(String(end));
  return end !== 'ok' && !isLater;
}

export const subprotocolCauses: readonly Cause[] = [
  {
    id: 'token-illegal-in-subprotocol',
    layer: 'subprotocol',
    title: 'The token has characters that no subprotocol may contain',
    prior: 0.4,
    predicts: [
      ...seenIn('before-io'),
      saw('report.phrase', 'invalid-subprotocol', 'proves'),
      code(['INVALID_SUBPROTOCOL'], ['proves', 'against']),
      // Whether the token of a probe has such characters too depends on what makes it.
      saw('rerun.alone', 'failed', 'weak'),
      saw('report.duration', 'instant', ['weak', 'against']),
      saw('ws.form.subprotocol', 'TOKEN_ILLEGAL_IN_SUBPROTOCOL', 'proves'),
      saw('ws.form.header', 'ok', 'weak'),
    ],
    whys: [
      failing,
      either(
        'How far did it come?',
        'To {report.phase}; how long that took: {report.duration}',
        ['report.phase', 'report.duration'],
        'how far the failure came, and when',
      ),
      either(
        'What stopped it?',
        'The token itself: {ws.form.subprotocol}{report.phrase}',
        ['ws.form.subprotocol', 'report.phrase'],
        'the characters of the token',
      ),
      letThrough('what makes the token: padding "=" is the usual culprit'),
    ],
    nextAction: 'Encode the token as base64url without padding before it is offered as a subprotocol',
  },
  {
    id: 'subprotocol-not-selected',
    layer: 'subprotocol',
    title: 'The server accepts without selecting one of the offered subprotocols',
    prior: 0.8,
    predicts: [
      ...seenIn('upgrade', 'before-io', 'first-message'),
      ...always,
      saw('report.phrase', 'no-subprotocol', ['strong', 'weak']),
      saw('ws.plain', 'SUBPROTOCOL_NOT_SELECTED', 'proves'),
      saw('ws.form.subprotocol', 'SUBPROTOCOL_NOT_SELECTED', 'strong'),
      // Clients that do not mind come through.
      saw('ws.form.subprotocol', ['SUBPROTOCOL_NOT_SELECTED', 'ok'], ['weak', 'refutes']),
      saw('ws.subprotocol-selected', false, ['strong', 'refutes']),
      saw('ws.direct', 'SUBPROTOCOL_NOT_SELECTED', 'proves'),
      saw('ws.direct', 'ok', 'against'),
      saw('ws.form.header', 'ok', 'weak'),
      changed,
    ],
    whys: [
      failing,
      either(
        'What did the server select?',
        'None of those offered, says {ws.plain}; that one was selected: {ws.subprotocol-selected}',
        ['ws.plain', 'ws.subprotocol-selected'],
        'a handshake written by hand',
      ),
      why(
        'For whom does it matter?',
        "The handshake was accepted without one; Node and browsers refuse that, Python's client does not",
        ['ws.subprotocol-selected'],
        'the subprotocol in the answer',
      ),
      cameWithVersion,
    ],
    nextAction:
      'Let the server select the first of the offered subprotocols that it understands, and name it in its answer',
  },
  {
    id: 'subprotocol-not-offered',
    layer: 'subprotocol',
    title: 'The server selects a subprotocol that was not offered',
    prior: 0.3,
    predicts: [
      ...seenIn('upgrade', 'before-io', 'first-message'),
      ...always,
      saw('report.phrase', 'unsupported-subprotocol', ['proves', 'weak']),
      saw('report.code', ['SUBPROTOCOL', 'SUBPROTOCOL_NOT_OFFERED'], 'strong'),
      saw('ws.plain', 'SUBPROTOCOL_NOT_OFFERED', ['proves', 'against']),
      saw('ws.form.subprotocol', 'SUBPROTOCOL_NOT_OFFERED', ['proves', 'against']),
      saw('ws.form.subprotocol-dot', 'SUBPROTOCOL_NOT_OFFERED', 'weak'),
      saw('ws.form.header', 'SUBPROTOCOL_NOT_OFFERED', 'strong'),
    ],
    whys: [
      failing,
      why(
        'What did the server select?',
        'One that was not offered: {ws.plain}',
        ['ws.plain'],
        'a handshake written by hand',
      ),
      letThrough('the list of the server against that of the client'),
    ],
    nextAction: 'Let the server select only among the subprotocols that the client offers',
  },
  {
    id: 'token-in-wrong-slot',
    layer: 'subprotocol',
    title: 'The token is offered in another form than the server reads',
    prior: 0.5,
    predicts: [
      ...seenIn('upgrade', 'first-message', 'close'),
      ...always,
      saw('report.status', [401, 403, 400], ['weak', 'against']),
      saw('ws.form.subprotocol', ['STATUS_401', 'STATUS_403', 'STATUS_400', 'CLOSE_1008', 'CLOSE_1011'], 'weak'),
      saw('ws.form.subprotocol-dot', ['STATUS_401', 'STATUS_403', 'STATUS_400', 'CLOSE_1008', 'CLOSE_1011'], 'weak'),
      saw('ws.other-form', true, ['proves', 'refutes']),
      // What comes after the upgrade is another matter than a refusal of it.
      saw('ws.form.header', isRefusedThere, 'refutes'),
      saw('ws.plain', 'fails', ['weak', 'against']),
      saw('ws.subprotocol-selected', true, ['weak', 'against']),
    ],
    whys: [
      failing,
      why(
        'Which form passes?',
        'Of jwt,TOKEN and jwt.TOKEN the one that is not configured',
        ['ws.other-form'],
        'the same token in both forms, taking turns',
      ),
      letThrough('which form the server reads, and since which version'),
    ],
    nextAction: 'Hand the token over in the form that passes, and write it down where clients look',
  },
];
