import assert from 'node:assert/strict';
import { test } from 'node:test';

import { makeEvening } from '#testing/make-report-records.ts';

import { buildReport } from './build-report.ts';
import { recompute } from './recompute.ts';
import type { ReportRecords } from './records.ts';
import { renderHtml } from './render-html.ts';
import { renderMarkdown } from './render-markdown.ts';
import { renderJson } from './report-json.ts';

const suite = { runner: 'pytest', command: ['pytest', 'tests/e2e/staging/test_1_websocket_events_staging.py', '-v'] };

export const evening: ReportRecords = {
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
  process.stdout.write(process.env['SHOW'] === undefined ? '' : markdown);
  assert.match(markdown, /Not green \(red\)/u);
  assert.match(markdown, /4 of 5 tests passed \(80 %\)/u);
  assert.doesNotMatch(markdown, /success/iu);
  const { document, records } = JSON.parse(renderJson(buildReport(evening), evening));
  assert.deepEqual(recompute({ schema: 1, document, records }), []);
  assert.match(renderHtml(buildReport(evening)), /<!doctype html>/u);
});
