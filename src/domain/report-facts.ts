import type { FactMeaning } from './fact-meaning.ts';

/** What the report of a run says. */
export const reportFacts = {
  'report.phase': { kind: 'word', means: 'how far the failing operation came (Phase)' },
  'report.error': { kind: 'word', means: 'class of the error, without its module' },
  'report.says': { kind: 'word', means: 'the first line of what the failure says, at most 160 characters' },
  'report.code': { kind: 'word', means: 'code of the error: ENOTFOUND, CERT_HAS_EXPIRED, WRONG_VERSION_NUMBER' },
  'report.phrase': { kind: 'word', means: 'what the text of the failure says; none where it says nothing known' },
  'report.phrase-of-run': {
    kind: 'word',
    means: 'what another failure of the run says is used up or missing, in one word',
  },
  'report.status': {
    kind: 'number',
    means: 'HTTP status that the failure names, or that its test was seen to be answered with',
  },
  'report.close-code': { kind: 'number', means: 'close code that the client reports; 1006 where no frame came' },
  'report.closed-by': { kind: 'word', means: 'server, client or nobody' },
  'report.close-reason': { kind: 'word', means: 'empty, keepalive, prose or none' },
  'report.duration': {
    kind: 'word',
    means: 'instant (under 50 ms), short, or timer: a time-out, or within 0.25 s above a round one',
  },
  'report.timer-seconds': { kind: 'number', means: 'the time-out that the durations sit just above' },
  'report.all-red': { kind: 'yes-no', means: 'over 80 % of the tests of the run failed' },
  'report.one-frame': { kind: 'yes-no', means: 'all failures share one frame of the test code, in a fixture' },
  'report.fewer-collected': { kind: 'yes-no', means: 'fewer tests than in the last whole runs' },
  'report.missing-event': { kind: 'word', means: 'type of the event that an assertion missed' },
  'report.event-order': { kind: 'yes-no', means: 'an assertion on the order of events failed' },
  'report.cross-user': { kind: 'yes-no', means: 'an assertion that users are kept apart failed' },
  'report.library': { kind: 'word', means: 'client library and version: websockets 10.4' },
  'report.idle-connection': {
    kind: 'yes-no',
    means: 'what ended without an answer went over a kept connection that was idle for a while; no: over a fresh one',
  },
  'report.late-after-ms': {
    kind: 'number',
    means: 'how long after the tests began the first of them had failed that failed from a moment on',
  },
  'report.late-only': { kind: 'yes-no', means: 'only tests after a certain moment of the run failed' },
} as const satisfies Readonly<Record<string, FactMeaning>>;
