import type { Cause } from '../cause.ts';
import { speaksOfOwn } from '../speaks-of-own.ts';
import {
  always,
  cameWithVersion,
  changed,
  either,
  failing,
  isNamed,
  isOver,
  letThrough,
  saw,
  seenIn,
  why,
} from './predict.ts';

const again = always
  .filter(({ fact }) => fact === 'replay.passed')
  .map((each) => (each.is === 3 ? saw(each.fact, 3, 'against') : each));

/** Names of events after which more has to come. */
const inTheMiddle = /think|start|progress|generat|delta|chunk|token|partial|stream|output|running|step|tool/iu;

export const eventCauses: readonly Cause[] = [
  {
    id: 'event-missing',
    layer: 'events',
    title: 'An event of the agent run is not sent',
    prior: 2,
    predicts: [
      ...seenIn('steady', 'first-message', 'assertion'),
      ...again,
      saw('report.missing-event', isNamed, 'strong'),
      saw('report.close-code', [1011, 1006, 1012, 1009], 'against'),
      saw('report.event-order', true, 'refutes'),
      saw('ws.plain', 'round-trip ORDER', 'refutes'),
      saw('ws.plain', 'hold', 'refutes'),
      saw('audit.drift', true, 'against'),
      saw('ws.plain', 'round-trip TIMEOUT', ['strong', 'against']),
      saw('ws.last-event', (value) => /complet|done|end|finish|final|result/iu.test(String(value)), [
        'proves',
        'against',
      ]),
      changed,
    ],
    whys: [
      failing,
      why('Is it so now?', 'Yes: {ws.plain}', ['ws.plain'], 'a probe that expects the event'),
      why('Did the run go on?', 'Yes, it went on to {ws.last-event}', ['ws.last-event'], 'the transcript of a run'),
      why(
        'What was missed?',
        'The event {report.missing-event}',
        ['report.missing-event'],
        'the event that the assertion names',
      ),
      cameWithVersion,
    ],
    nextAction: 'Look at the stage that should send the event: the run goes on without it',
  },
  {
    id: 'event-out-of-order',
    layer: 'events',
    title: 'Events come in another order than agreed',
    prior: 1,
    predicts: [
      ...seenIn('steady', 'first-message', 'assertion'),
      saw('report.event-order', true, ['strong', 'against']),
      saw('ws.plain', 'round-trip ORDER', ['proves', 'weak']),
      saw('ws.plain', 'round-trip TIMEOUT', 'weak'),
      saw('ws.last-event', isNamed, 'weak'),
      changed,
    ],
    whys: [
      failing,
      either(
        'Is it the order?',
        'The assertion was on the order; a probe says {ws.plain}',
        ['report.event-order', 'ws.plain'],
        'the sequence of a transcript',
      ),
      cameWithVersion,
    ],
    nextAction: 'Compare the transcript with the agreed order, and send events from one place in sequence',
  },
  {
    id: 'event-cross-user',
    layer: 'events',
    title: 'Events reach users whom they do not concern',
    prior: 0.5,
    predicts: [
      ...seenIn('steady', 'first-message', 'assertion'),
      saw('report.cross-user', true, ['proves', 'against']),
      // Where all share a room it is so by design: whether users are to be kept apart, the test says.
      saw('ws.crosses-users', (crosses, symptom) => crosses === true && speaksOfOwn(symptom), 'proves'),
      saw('ws.crosses-users', true, ['strong', 'against']),
      saw('ws.plain', ['NONCE', 'ORDER'], 'strong'),
      saw('ws.plain', 'ok', 'weak'),
    ],
    whys: [
      failing,
      why(
        'Whose events were they?',
        'An assertion that users are kept apart failed',
        ['report.cross-user'],
        'two users with a marker each',
      ),
      why(
        'Is it so now?',
        'A silent user was sent events while another one talked',
        ['ws.crosses-users'],
        'a second jwt credential with another "sub": one user keeps silent while the other talks',
      ),
      letThrough('how the service chooses who is sent an event'),
    ],
    nextAction: 'Stop the release: what one user does is shown to another',
  },
  {
    id: 'model-stalled',
    layer: 'events',
    title: 'The model does not answer, and the run stops in the middle',
    prior: 1.5,
    predicts: [
      ...seenIn('steady', 'first-message', 'assertion'),
      ...again,
      saw('report.duration', 'timer', ['weak', 'against']),
      saw('ws.last-event', (value) => inTheMiddle.test(String(value)), ['proves', 'against']),
      saw('ws.plain', 'round-trip TIMEOUT', ['strong', 'against']),
      saw('http.shallow', 'ok', ['weak', 'against']),
      saw('http.meanwhile-ms', isOver(700), ['refutes', 'weak']),
      // Who waits for a model answers pings all the same.
      saw('report.close-reason', 'keepalive', 'refutes'),
    ],
    whys: [
      failing,
      why('Where did it stop?', 'The last event was {ws.last-event}', ['ws.last-event'], 'the transcript of a run'),
      why('Is it so now?', 'Yes: {ws.plain}', ['ws.plain'], 'a probe of the same run'),
      letThrough('the time-out and the log of the call to the model'),
    ],
    nextAction:
      'Look at the call to the model: quota, key and time-out; let the run end with an error event when it stalls',
  },
];
