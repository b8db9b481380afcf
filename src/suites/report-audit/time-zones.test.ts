import assert from 'node:assert/strict';
import { test } from 'node:test';

import { readMarkdownReport } from './read-markdown-report.ts';
import { timeZones } from './time-zones.ts';

const found = (...times: readonly string[]) =>
  timeZones(readMarkdownReport(times.map((time) => `- **Time:** ${time}`).join('\n'))).map(({ message }) => message);

test('times with and without a zone, and in several zones, are noted', () => {
  assert.deepEqual(found('18:00 UTC', '18:01'), ['1 of 2 times have no zone']);
  assert.deepEqual(found('18:00 UTC', '12:01 PDT'), ['2 zones are used (UTC, PDT); 0 of 2 times have no zone']);
});

test('one zone, also under two names, and no zone at all are nothing', () => {
  assert.deepEqual([...found('18:00 UTC', '18:01 GMT'), ...found('18:00', '18:01')], []);
});
