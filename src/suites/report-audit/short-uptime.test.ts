import assert from 'node:assert/strict';
import { test } from 'node:test';

import { readMarkdownReport } from './read-markdown-report.ts';
import { shortUptime } from './short-uptime.ts';

const found = (...lines: readonly string[]) =>
  shortUptime(readMarkdownReport(lines.join('\n'))).map(({ message }) => message);

test('a service that was started a moment ago is not stable', () => {
  assert.deepEqual(found('- Auth uptime: 122.32 seconds (stable)'), [
    'An uptime of 122.32 s means that the service was started 2m 02s before it was read, and it is called stable',
  ]);
});

test('an uptime that is shorter than the time since the deploy is told with the difference', () => {
  const lines = ['- **Time:** 12:00 UTC', '- Successfully deployed to staging', '## Audit', '**Time:** 14:00 UTC'];
  assert.match(
    found(...lines, '- stable, uptime: 30 minutes')[0] ?? '',
    /the deploy is told to be 2h 00m earlier, so it was started again 1h 30m after it$/,
  );
  assert.deepEqual(found(...lines, '- stable, uptime: 119 minutes'), []);
});

test('a long uptime, and a short one that nobody calls stable, are nothing', () => {
  assert.deepEqual(
    found('- uptime: 3 h, stable', '- uptime: 12 seconds after the restart', '- uptime 99.9 %, stable'),
    [],
  );
});
