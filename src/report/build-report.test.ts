import assert from 'node:assert/strict';
import { test } from 'node:test';

import { makeAudit } from '#testing/make-audit.ts';
import { makeEvening } from '#testing/make-report-records.ts';

import { buildReport } from './build-report.ts';
import { recompute } from './recompute.ts';
import type { ReportRecords } from './records.ts';
import { renderHtml } from './render-html.ts';
import { renderMarkdown } from './render-markdown.ts';
import { renderJson } from './report-json.ts';

const suite = { runner: 'pytest', command: ['pytest', 'tests/e2e/staging/test_1_websocket_events_staging.py', '-v'] };

const oldVersion = {
  id: 'versions/api',
  section: 'versions',
  result: 'failed',
  weight: 5,
  says: 'api reports v1, intended is v2',
  remedy: 'Deploy v2: what is tested now is another version',
  observations: [],
} as const;

const evening: ReportRecords = {
  id: 'l1',
  environment: 'staging',
  reported: ['r2', 'r3'],
  greens: {},
  approvals: {},
  incidents: {},
  closes: [{ endpoint: 'chat', code: 1011, closedBy: 'server', reason: 'empty', source: 'run', count: 1 }],
  suites: {
    critical: { ...suite, name: 'critical', priority: 1, impact: '$120K+ MRR', owner: '@backend-oncall' },
    'websocket-events': { ...suite, name: 'websocket-events', priority: 2, impact: '$120K+ MRR' },
  },
  ...makeEvening(),
};

test('the evening is told as it was: four of five is no success, the old build is named, and nothing is guessed', () => {
  const markdown = renderMarkdown(buildReport(evening));
  assert.match(markdown, /Not green \(red\)/u);
  assert.match(markdown, /4 of 5 tests passed \(80 %\)/u);
  assert.doesNotMatch(markdown, /success/iu);
  assert.match(markdown, /Round 1 tested what ran before: deploy failed \[l1\]/u);
  assert.match(markdown, /Round 1 tested an old build: api ran 3f2a, as before the change; intended was 9c1d \[l1\]/u);
  assert.match(markdown, /Why does it\? \*\*not established\*\*: would need the log of the service/u);
  assert.match(markdown, /Cause: \*\*not established\*\*: no cause of the catalogue leads/u);
  assert.match(markdown, /Still red \(1\).*\n- Fixed \(4\)/u);
  assert.match(markdown, /they agree\./u);
  const { document, records } = JSON.parse(renderJson(buildReport(evening), evening));
  assert.deepEqual(recompute({ schema: 1, document, records }), []);
  assert.match(renderHtml(buildReport(evening)), /<!doctype html>/u);
});

test('which version an audit found before a deploy that worked is neither a risk nor a thing to do', () => {
  const { loop } = evening;
  const change = loop?.rounds.find((round) => round.change !== undefined)?.change ?? assert.fail();
  const of = (state: 'passed' | 'failed'): string => {
    const rounds = loop?.rounds.map((round) => ({ ...round, audit: 'a9', change: { ...change, state } })) ?? [];
    const audit = makeAudit({ id: 'a9', checks: [oldVersion] });
    return renderMarkdown(buildReport({ ...evening, audits: { a9: audit }, loop: loop && { ...loop, rounds } }));
  };
  assert.match(of('failed'), /Deploy v2: what is tested now is another version \(`versions\/api`\)/u);
  assert.doesNotMatch(of('passed'), /another version \(`versions\/api`\)/u);
  assert.match(of('passed'), /### a9, made .*, before deploy/u);
});

test('durations that cannot have fitted into the wall time, and counts that are not those of the results, are said', () => {
  const { run, tests } = evening.runs['r3'] ?? assert.fail();
  const endedAt = '2025-09-09T18:30:05.000Z';
  const odd = { run: { ...run, endedAt, counts: { ...run.counts, passed: 23 }, expected: 7 }, tests };
  const markdown = renderMarkdown(buildReport({ ...evening, runs: { ...evening.runs, r3: odd } }));
  assert.match(markdown, /add up to 10\.7 s, more than the 5\.0 s that the run took \(by 5\.7 s\)/u);
  assert.match(markdown, /counts 24 tests \(23 passed\), of which 5 results are kept \(4 passed\)/u);
  assert.match(markdown, /announced 7 tests, and 5 have a result/u);
  assert.match(markdown, /2 of 7 that the runner announced have no result/u);
  assert.doesNotMatch(markdown, /they agree/u);
});

test('a round that ended before its suites says nothing of what they would have shown', () => {
  const markdown = renderMarkdown(buildReport({ ...evening, reported: [], runs: {}, inquiries: {} }));
  assert.doesNotMatch(markdown, /all of them passed|were proven|No test of the runs|No test failed/u);
  assert.match(markdown, /Which tests fail: \*\*not established\*\*: no suite was run/u);
  assert.match(markdown, /What is open: \*\*not established\*\*: no suite was run/u);
});

function impactOf(critical: string, events: string): string {
  const { runs, suites, ...rest } = evening;
  const { run, tests } = runs['r2'] ?? assert.fail();
  const other = { run: { ...run, id: 'r4', suite: 'critical' }, tests };
  const named = {
    critical: { ...(suites['critical'] ?? assert.fail()), impact: critical },
    'websocket-events': { ...(suites['websocket-events'] ?? assert.fail()), impact: events },
  };
  const report = buildReport({ ...rest, reported: ['r2', 'r3', 'r4'], runs: { ...runs, r4: other }, suites: named });
  return renderMarkdown(report).split('\n## Business impact')[1]?.split('\n## ')[0] ?? '';
}

test('impacts are said once, and money is added up only where all are plain amounts', () => {
  const same = impactOf('$120K+ MRR', '$120K+ MRR');
  assert.equal(same.match(/\$120K\+ MRR/gu)?.length, 1);
  assert.match(
    same,
    /\(websocket-events, critical; owner \\@backend-oncall\)|\(critical, websocket-events; owner \\@backend-oncall\)/u,
  );
  assert.doesNotMatch(same, /Together/u);
  assert.match(impactOf('$120K+ MRR', '$10K MRR'), /Together \\\$130K\+ MRR, if none of them is counted in another/u);
  assert.match(impactOf('$120K+ MRR', 'Chat is down'), /Not added up/u);
  assert.match(impactOf('$120K+ MRR', '€10K MRR'), /Not added up/u);
  assert.match(same, /Whether users are affected: \*\*not established\*\*/u);
});
