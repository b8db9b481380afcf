import type { Run } from '#domain/run.ts';
import { noCounts, type TestResult } from '#domain/test-result.ts';

/** A run as it is queued, with what a test says of it in place. */
export function makeRun(parts: Partial<Run> = {}): Run {
  return {
    id: 'r12',
    requestId: 'request-12',
    suite: 'critical',
    environment: 'staging',
    selection: {},
    state: 'queued',
    requestedBy: { id: 'U0ANA1', name: 'ana', via: 'slack' },
    place: { channel: 'C1' },
    queuedAt: '2026-03-02T10:00:00.000Z',
    versions: {},
    counts: noCounts,
    failures: [],
    findings: [],
    ...parts,
  };
}

/** A red test with pytest's id and message. */
export function makeFailure(name: string, parts: Partial<TestResult> = {}): TestResult {
  return {
    id: `tests/test_critical.py::${name}`,
    outcome: 'failed',
    durationMs: 5_017,
    failure: { type: 'AssertionError', message: 'assert 503 == 200', details: '' },
    attempts: 1,
    ...parts,
  };
}
