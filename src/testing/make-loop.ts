import type { Approval, ApprovalCard } from '#domain/approval.ts';
import type { ChangeRecord, Loop, LoopRound, LoopStep, LoopStepRecord } from '#domain/loop.ts';
import { loopSteps } from '#domain/loop.ts';

const ada = { id: 'U0ADA1', name: 'ada', via: 'slack' } as const;

/** A step that passed, with what a test says of it in place. */
export function makeLoopStep(step: LoopStep, parts: Partial<LoopStepRecord> = {}): LoopStepRecord {
  return {
    step,
    state: 'passed',
    startedAt: '2026-03-02T10:00:05.000Z',
    endedAt: '2026-03-02T10:00:07.000Z',
    says: `${step} passed`,
    observations: [],
    ...parts,
  };
}

/** A deploy that passed. */
export function makeChange(parts: Partial<ChangeRecord> = {}): ChangeRecord {
  return {
    name: 'deploy',
    command: ['python', 'scripts/deploy.py', '--project', 'staging'],
    state: 'passed',
    exitCode: 0,
    startedAt: '2026-03-02T10:00:05.000Z',
    endedAt: '2026-03-02T10:01:05.000Z',
    tail: ['deployed 9c1d'],
    ...parts,
  };
}

/** A round that went through every step and was green. */
export function makeRound(parts: Partial<LoopRound> = {}): LoopRound {
  return {
    number: 1,
    startedAt: '2026-03-02T10:00:01.000Z',
    endedAt: '2026-03-02T10:06:00.000Z',
    steps: loopSteps.map((step) => makeLoopStep(step)),
    change: makeChange(),
    versionsBefore: { api: '3f2a' },
    versionsAfter: { api: '9c1d' },
    intended: '9c1d',
    runs: ['r12'],
    inquiries: [],
    decision: { kind: 'green', says: 'Every suite passed and was proven' },
    ...parts,
  };
}

/** A loop of one suite that ended green after one round. */
export function makeLoop(parts: Partial<Loop> = {}): Loop {
  return {
    id: 'l1',
    requestId: 'request-l1',
    environment: 'staging',
    suites: ['critical'],
    mostRounds: 3,
    mostMs: 3_600_000,
    deploys: true,
    state: 'green',
    requestedBy: ada,
    place: { channel: 'C1' },
    queuedAt: '2026-03-02T10:00:00.000Z',
    startedAt: '2026-03-02T10:00:01.000Z',
    endedAt: '2026-03-02T10:06:00.000Z',
    reason: 'Every suite passed and was proven',
    rounds: [makeRound()],
    observations: [],
    ...parts,
  };
}

export function makeApprovalCard(parts: Partial<ApprovalCard> = {}): ApprovalCard {
  return {
    name: 'deploy',
    command: ['python', 'scripts/deploy.py', '--project', 'staging'],
    versionsFrom: { api: '3f2a' },
    versionTo: '9c1d',
    changes: [],
    incidents: [],
    digest: '0'.repeat(64),
    ...parts,
  };
}

/** An approval that waits for a person. */
export function makeApproval(parts: Partial<Approval> = {}): Approval {
  return {
    id: 'y1',
    requestId: 'request-y1',
    loop: 'l1',
    round: 1,
    environment: 'staging',
    asks: 'required',
    card: makeApprovalCard(),
    state: 'waiting',
    requestedBy: ada,
    place: { channel: 'C1' },
    queuedAt: '2026-03-02T10:00:02.000Z',
    expiresAt: '2026-03-02T10:30:02.000Z',
    ...parts,
  };
}
