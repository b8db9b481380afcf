import assert from 'node:assert/strict';
import { test } from 'node:test';

import { approvalReport } from '#domain/approval-report.ts';
import { loopDetails } from '#domain/loop-details.ts';
import type { LoopFacts } from '#domain/loop-facts.ts';
import { toMessage } from '#slack/blocks.ts';
import { makeApproval, makeApprovalCard, makeChange, makeLoop, makeLoopStep, makeRound } from '#testing/make-loop.ts';
import { makeRun } from '#testing/make-run.ts';
import { breaches } from '#testing/slack-limits.ts';

import { tellingsOfLoop } from './loop-tellings.ts';

const hostile = '<!channel> <@U0ADA1> `code` \u001b[31m \u202e & *bold* <https://evil.example|ok> @here ';
const long = (length: number): string => hostile.repeat(Math.ceil(length / hostile.length)).slice(0, length);

/** Twenty rounds of fifty suites, each with everything that fits into its record, and all of it red. */
function worstCase() {
  const suites = Array.from({ length: 50 }, (_suite, index) => `suite-${index}-${'x'.repeat(80)}`);
  const runs = new Map<string, LoopFacts['runs'] extends ReadonlyMap<string, infer R> ? R : never>();
  const rounds = Array.from({ length: 20 }, (_round, round) => {
    const ids = suites.map((suite, index) => {
      const id = `r${round * 50 + index}`;
      const counts = { passed: 9_999, failed: 9_999, error: 9_999, skipped: 9_999, flaky: 9_999 };
      const verdictReason = long(500);
      const endedAt = '2026-03-02T10:30:00.000Z';
      runs.set(id, makeRun({ id, suite, state: 'failed', verdict: 'failed', verdictReason, counts, endedAt }));
      return id;
    });
    return makeRound({
      number: round + 1,
      steps: (['preflight', 'deploy', 'version', 'stability', 'probes', 'suites', 'diagnosis'] as const).map((step) =>
        makeLoopStep(step, { state: 'failed', says: long(2_000), observations: ids }),
      ),
      change: makeChange({
        state: 'failed',
        exitCode: 1,
        command: Array(50).fill(long(400)),
        tail: Array(20).fill(long(500)),
      }),
      versionsBefore: Object.fromEntries(suites.map((suite) => [suite, long(200)])),
      versionsAfter: Object.fromEntries(suites.map((suite) => [suite, long(200)])),
      intended: long(200),
      runs: ids,
      inquiries: ids,
      decision: { kind: 'again', says: long(2_000) },
    });
  });
  const at = '2026-03-02T10:00:00.000Z';
  const seen = { source: 'deploy', fact: 'deploy.exit', value: 1, at, says: long(600), raw: long(1_000) } as const;
  const observations = Array.from({ length: 500 }, (_o, index) => ({
    id: `o${index + 1}`,
    group: 'l1.1',
    isControlled: false,
    ...seen,
  }));
  const loop = makeLoop({ state: 'red', suites, mostRounds: 20, rounds, reason: long(1_500), observations });
  const facts: LoopFacts = { now: new Date(at), runs, probings: new Map(), audits: new Map() };
  const owners = new Map(suites.map((suite) => [suite, { owner: 'S0BACK1', impact: long(500) }]));
  return { loop, facts, thread: { outputs: new Map<number, string>(), comparisons: new Map(), owners } };
}

test('twenty red rounds of fifty suites are told inside the limits of Slack, and nothing in them mentions anybody', () => {
  const { loop, facts, thread } = worstCase();
  const tellings = tellingsOfLoop(loop, facts, thread);
  assert.ok(tellings.length > 80);
  for (const { key, content } of tellings) {
    if (content.kind === 'file') continue;
    const message = toMessage(content.reply);
    assert.deepEqual(breaches(message), [], key);
    assert.ok(!message.text.includes('<!channel>'), key);
  }
  const details = loopDetails(loop, facts);
  assert.deepEqual(breaches(toMessage(details)), []);
  const [root] = tellings;
  const shown = root === undefined || root.content.kind === 'file' ? '' : toMessage(root.content.reply).text;
  assert.match(shown, /^Loop on staging is red after 20 rounds/u);
});

test('of many rounds the newest are told in full, and what ended the loop comes first', () => {
  const rounds = Array.from({ length: 20 }, (_round, index) => {
    const decision = { kind: index === 19 ? 'stop' : 'again', says: `says-${index + 1}` } as const;
    return makeRound({ number: index + 1, decision, runs: [] });
  });
  const loop = makeLoop({ state: 'red', mostRounds: 20, rounds, reason: 'All 20 rounds are over' });
  const facts: LoopFacts = { now: new Date(), runs: new Map(), probings: new Map(), audits: new Map() };
  const [root] = tellingsOfLoop(loop, facts, { outputs: new Map(), owners: new Map(), comparisons: new Map() });
  const { blocks, text } = toMessage(root?.content.kind === 'kept' ? root.content.reply : assert.fail());
  assert.match(text, /^.*\nAll 20 rounds are over\n• Round 1 · once more: says-1\n/u);
  assert.match(JSON.stringify(blocks), /Round 20.* · deployed 9c1d in 1m 00s .*stops here: says-20/u);
});

test('a card with everything that fits is inside the limits, keeps its buttons, and mentions only who may approve', () => {
  const card = makeApprovalCard({
    command: Array(60).fill(long(300)),
    cwd: long(1_000),
    versionsFrom: Object.fromEntries(Array.from({ length: 60 }, (_v, index) => [`s${index}`, long(200)])),
    versionTo: long(200),
    changes: Array(60).fill(long(900)),
    incidents: Array(60).fill(long(900)),
  });
  const waiting = makeApproval({ card, asks: 'four-eyes' });
  const message = toMessage(approvalReport(waiting, ['U0GRACE1', 'S0LEADS1']));
  assert.deepEqual(breaches(message), []);
  assert.match(JSON.stringify(message.blocks), /"value":"y1".*"value":"y1"/u);
  const refused = makeApproval({ card, state: 'refused', reason: long(300) });
  assert.deepEqual(breaches(toMessage(approvalReport(refused))), []);
});
