import type { Audit, AuditCheck } from '#domain/audit.ts';
import type { Observation } from '#domain/observation.ts';

const at = '2026-03-02T10:00:02.000Z';

/** A check that passed, with what a test says of it in place. */
export function makeAuditCheck(parts: Partial<AuditCheck> = {}): AuditCheck {
  return {
    id: 'variables/JWT_SECRET_KEY',
    section: 'variables',
    result: 'passed',
    weight: 3,
    says: 'JWT_SECRET_KEY is set',
    observations: ['o1'],
    ...parts,
  };
}

export function makeAuditObservation(parts: Partial<Observation> = {}): Observation {
  return {
    id: 'o1',
    source: 'audit',
    fact: 'audit.missing-variable',
    value: 'none',
    at,
    says: 'JWT_SECRET_KEY is set in this process, 44 characters',
    subject: 'JWT_SECRET_KEY',
    group: 'JWT_SECRET_KEY',
    isControlled: false,
    ...parts,
  };
}

/** An audit that has ended: 3 of 5 points, and one check that could not be made. */
export function makeAudit(parts: Partial<Audit> = {}): Audit {
  return {
    id: 'a1',
    requestId: 'request-a1',
    environment: 'staging',
    state: 'done',
    requestedBy: { id: 'U0ADA1', name: 'ada', via: 'slack' },
    place: { channel: 'C1' },
    queuedAt: '2026-03-02T10:00:01.000Z',
    startedAt: '2026-03-02T10:00:01.000Z',
    endedAt: '2026-03-02T10:00:04.000Z',
    checks: [
      makeAuditCheck(),
      makeAuditCheck({
        id: 'schemes/chat',
        section: 'schemes',
        result: 'failed',
        weight: 2,
        says: 'chat is ws:// while api is https://',
        remedy: 'Use wss://',
        observations: ['o2'],
      }),
      makeAuditCheck({
        id: 'domains/app.staging.example.com',
        section: 'domains',
        result: 'unknown',
        weight: 2,
        says: 'The resolver did not answer',
        remedy: 'Look it up from a machine that is online',
        observations: [],
      }),
    ],
    score: {
      passed: 3,
      looked: 5,
      unknown: 1,
      says: '3 of 5 points (60 %); 1 check could not be made and is not counted',
    },
    fingerprints: { JWT_SECRET_KEY: 'f1' },
    observations: [
      makeAuditObservation(),
      makeAuditObservation({ id: 'o2', subject: 'chat', group: 'chat', says: 'chat: ws://, api: https://' }),
    ],
    ...parts,
  };
}
