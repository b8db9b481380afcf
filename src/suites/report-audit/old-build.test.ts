import assert from 'node:assert/strict';
import { test } from 'node:test';

import { oldBuild } from './old-build.ts';
import { readMarkdownReport } from './read-markdown-report.ts';

const run = '## Tests\n**Command:** `pytest tests/test_a.py`\n**Results:** 3 passed\n';
const found = (...lines: readonly string[]) =>
  oldBuild(readMarkdownReport(lines.join('\n'))).map(({ message }) => message);

test('tests after a failed push tested what was there before', () => {
  assert.match(
    found('- **Issue:** Docker push failed', run)[0] ?? '',
    /^"Issue: Docker push failed", and the tests went on: the run of line 3 /,
  );
  assert.equal(found('Deployment failed: quota exceeded', run).length, 1);
  assert.equal(found('Unable to push the image', run).length, 1);
});

test('a deploy that succeeded before the tests, or failed after them, is nothing', () => {
  assert.deepEqual(found('- Docker push failed', '', '- Deployment completed successfully', run), []);
  assert.deepEqual(found(run, '## Later', '- Docker push failed'), []);
});

test('a section in which the rest was deployed, tests about deploys, and what might happen are nothing', () => {
  assert.deepEqual(found('## Deploy', '- Backend successfully deployed', '- Frontend push failed', run), []);
  assert.deepEqual(
    found('- test_deploy_failed_is_told (0.2s)', '- If the push failed, try again', '- No deployment failed', run),
    [],
  );
  assert.deepEqual(found('- Last week the deploy failed', '- Push notifications: 2 failed logins', run), []);
});
