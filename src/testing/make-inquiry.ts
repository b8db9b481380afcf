import type { Diagnosis, Inquiry } from '#domain/diagnosis.ts';
import type { Observation } from '#domain/observation.ts';

const at = '2026-03-02T10:00:00.000Z';

/** An observation of a controlled pair, with what a test says of it in place. */
export function makeObservation(parts: Partial<Observation> = {}): Observation {
  return {
    id: 'o1',
    source: 'probe',
    fact: 'ws.token.good',
    value: 'welcome CLOSE_1011',
    at,
    says: 'chat with a good token: CLOSE_1011 at the welcome, 4 of 4',
    subject: 'chat',
    group: 'pair-token',
    isControlled: true,
    ...parts,
  };
}

/** One symptom with a likely cause and a chain of two links. */
export function makeDiagnosis(parts: Partial<Diagnosis> = {}): Diagnosis {
  return {
    symptom: {
      id: 's1',
      phase: 'first-message',
      title: 'received 1011 by the server',
      error: 'ConnectionClosedError',
      closeCode: 1011,
      closedBy: 'server',
      medianMs: 40,
      tests: ['t.py::a', 't.py::b'],
      testCount: 2,
    },
    causes: [
      { id: 'handler-error', confidence: 0.91, coverage: 0.8, supports: ['o1', 'o2'], contradicts: [] },
      { id: 'variable-missing', confidence: 0.05, coverage: 0.4, supports: [], contradicts: [] },
    ],
    title: 'The handler of the WebSocket raises an error',
    whys: [
      {
        question: 'Why did the tests fail?',
        answer: 'The server closed their connections with 1011.',
        standing: 'proved',
        observations: ['o1'],
      },
      {
        question: 'Why did it close them?',
        answer: 'The handler raises an error.',
        standing: 'supported',
        observations: ['o1', 'o2'],
      },
      {
        question: 'Why does it?',
        answer: 'not established',
        standing: 'not established',
        observations: [],
        needs: 'the log of the service',
      },
    ],
    nextAction: 'Read the log of the service at the time of the close',
    ruledOut: [{ id: 'token-expired', because: 'a fresh token fails as well', observations: ['o1'] }],
    ...parts,
  };
}

/** An inquiry that has ended, with what a test says of it in place. */
export function makeInquiry(parts: Partial<Inquiry> = {}): Inquiry {
  return {
    id: 'w1',
    requestId: 'request-w1',
    run: 'r12',
    environment: 'staging',
    depth: 'quick',
    state: 'done',
    requestedBy: { id: 'U0ANA1', name: 'ana', via: 'slack' },
    place: { channel: 'C1' },
    queuedAt: at,
    startedAt: at,
    endedAt: '2026-03-02T10:00:09.500Z',
    diagnoses: [makeDiagnosis()],
    observations: [
      makeObservation(),
      makeObservation({
        id: 'o2',
        fact: 'ws.token.bad',
        value: 'upgrade STATUS_401',
        says: 'chat with a bad token: 401',
      }),
    ],
    probes: 8,
    corrections: [],
    ...parts,
  };
}
