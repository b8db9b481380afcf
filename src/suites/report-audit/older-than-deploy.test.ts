import assert from 'node:assert/strict';
import { test } from 'node:test';

import { olderThanDeploy } from './older-than-deploy.ts';
import { readMarkdownReport } from './read-markdown-report.ts';

const run = (passed: number, ...lines: readonly string[]) => [
  '## Tests',
  '**Command:** `pytest tests/test_a.py`',
  ...lines,
  `**Results:** ${25 - passed} failed, ${passed} passed`,
  '',
];
const deploy = ['## Deploy', '- **Time:** 18:30 UTC', '- Successfully deployed to staging', ''];
const found = (...lines: readonly string[]) =>
  olderThanDeploy(readMarkdownReport(lines.join('\n'))).map(({ weight, message }) => `${weight}: ${message}`);

test('results from before a deploy that are told again after it are a doubt', () => {
  const [message] = found(...run(23), ...deploy, '## Summary', '- Critical: 23/25 PASSED');
  assert.equal(
    message,
    'doubt: 23 of 25 is told after the deploy of line 7, but was measured before it, at line 3; that run was not repeated since',
  );
});

test('results that were measured again are nothing, nor is a summary before the deploy', () => {
  assert.deepEqual(found(...run(23), ...deploy, ...run(23), '## Summary', '- Critical: 23/25 PASSED'), []);
  assert.deepEqual(found(...run(23), '## Summary', '- Critical: 23/25 PASSED', ...deploy), []);
});

test('a run that is dated before the deploy above it is a contradiction', () => {
  assert.match(
    found(...deploy, ...run(25, '**Started:** 18:02 UTC'))[0] ?? '',
    /^contradiction: "Tests" is dated before the deploy/,
  );
  assert.deepEqual(found(...deploy, ...run(25, '**Started:** 18:40 UTC')), []);
});
