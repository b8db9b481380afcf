import assert from 'node:assert/strict';
import { test } from 'node:test';

import { renderReply } from '#terminal/render-reply.ts';
import { auditExitCode } from '#terminal/audit-exit-code.ts';
import { makeAudit, makeAuditCheck } from '#testing/make-audit.ts';

import { auditDetails, auditObservation, auditReport, isLongAudit, statusOfAudit } from './audit-report.ts';
import type { Audit } from './audit.ts';

const now = new Date('2026-03-02T10:01:00.000Z');

test('what failed comes first with its remedy and what it rests on; what passed is folded into one line a section', () => {
  const text = renderReply(auditReport(makeAudit()));
  const lines = text.split('\n');
  assert.match(lines[0] ?? '', /^a1: audit of staging: 1 failed, 1 unknown, 1 passed; /u);
  assert.equal(lines[1], 'Failed (1)');
  assert.match(text, /chat is ws:\/\/ while api is https:\/\/ → Use wss:\/\/ \(a1\.o2\)/u);
  assert.match(text, /- variables 1 passed \(JWT_SECRET_KEY\)/u);
  assert.match(text, /Unknown, not counted as passed \(1\)/u);
  assert.match(text, /Nothing is configured to check: isolation, sources, tokens, versions, stability, drift/u);
  assert.match(text, /- schemes 2 of 2 points that failed \(chat 2\): browsers and clients refuse/u);
  assert.doesNotMatch(text, /\b[A-F][+-]|grade/u);
});

test('without a failure the risk says so, and what is not established', () => {
  const audit = makeAudit({ checks: [makeAuditCheck(), makeAuditCheck({ id: 'variables/B', result: 'unknown' })] });
  assert.match(
    renderReply(auditReport(audit)),
    /Risk nothing that was looked at failed; what the 1 unknown check would say is not established/u,
  );
});

test('one observation is shown with its excerpt and what cites it; one that is not there says so', () => {
  assert.match(
    renderReply(auditObservation(makeAudit(), 'o1', now)),
    /^Observation o1 of a1\n.*o1 JWT_SECRET_KEY.*\nCited by variables\/JWT_SECRET_KEY/u,
  );
  assert.match(renderReply(auditObservation(makeAudit(), 'o99', now)), /There is no such observation/u);
});

test('an audit with more than a message shows is long, and its details have every check', () => {
  const checks = Array.from({ length: 30 }, (_, index) =>
    makeAuditCheck({ id: `variables/V${index}`, result: 'failed', says: `V${index} is not set` }),
  );
  const audit = makeAudit({ checks });
  assert.ok(isLongAudit(audit));
  assert.ok(!isLongAudit(makeAudit()));
  assert.match(renderReply(auditReport(audit)), /and 20 more: show a1/u);
  assert.equal(renderReply(auditDetails(audit, now)).match(/failed V\d+ is not set/gu)?.length, 30);
});

function auditOf(...results: readonly Audit['checks'][number]['result'][]): Audit {
  return makeAudit({ checks: results.map((result, index) => makeAuditCheck({ id: `variables/${index}`, result })) });
}

test('the state is told by what was found, and so is the exit code', () => {
  const cases = [
    [auditOf('passed', 'failed', 'unknown'), 'failed', 1],
    [auditOf('passed', 'unknown'), 'unproven', 3],
    [auditOf('passed', 'doubtful'), 'unproven', 0],
    [auditOf('passed'), 'passed', 0],
    [makeAudit({ checks: [], problem: 'it is gone' }), 'unproven', 3],
    [makeAudit({ checks: [], state: 'interrupted' }), 'stopped', 3],
    [makeAudit({ checks: [], state: 'running' }), 'running', 3],
  ] as const;
  for (const [audit, status, code] of cases)
    assert.deepEqual([statusOfAudit(audit), auditExitCode([audit])], [status, code]);
});
