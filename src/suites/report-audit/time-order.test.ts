import assert from 'node:assert/strict';
import { test } from 'node:test';

import { readMarkdownReport } from './read-markdown-report.ts';
import { timeOrder } from './time-order.ts';

const found = (...times: readonly string[]) =>
  timeOrder(readMarkdownReport(times.map((time) => `**${time}`).join('\n'))).map(({ message }) => message);

test('a time that is earlier than those above it is a contradiction', () => {
  const [message] = found('Started:** 17:59 UTC', 'Time:** 18:01 UTC', 'Time:** 12:21 UTC', 'Time:** 19:27 UTC');
  assert.match(message ?? '', /is 5 h 40 min earlier, and is before the start \("Started: 17:59 UTC"\)/);
});

test('zones are taken into account', () => {
  assert.deepEqual(found('Started:** 17:59 UTC', 'Time:** 18:01 UTC', 'Time:** 12:21 PDT'), []);
  assert.deepEqual(found('Started:** 17:59 UTC', 'Time:** 20:01 +02:00', 'Time:** 18:21 UTC'), []);
});

test('midnight, newest first, times without a zone, ends and several days are nothing', () => {
  assert.deepEqual(found('Time:** 23:50 UTC', 'Time:** 23:58 UTC', 'Time:** 00:10 UTC'), []);
  assert.deepEqual(found('Time:** 19:00 UTC', 'Time:** 18:00 UTC', 'Time:** 17:00 UTC'), []);
  assert.deepEqual(found('Started:** 17:59 UTC', 'Time:** 18:20 UTC', 'Time:** 12:21'), []);
  assert.deepEqual(found('Started:** 17:00 UTC', 'Ended:** 19:00 UTC', 'Time:** 17:30 UTC'), []);
  assert.deepEqual(
    found('Time:** 2026-03-03 18:00 UTC', 'Time:** 2026-03-03 19:00 UTC', 'Time:** 2026-03-04 09:00 UTC'),
    [],
  );
});
