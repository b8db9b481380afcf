import assert from 'node:assert/strict';
import { test } from 'node:test';

import { dueSince, missedSlots } from './slots.ts';

const sweep = { name: 'every-minute', cron: '* * * * *', environment: 'staging', endpoints: 'all' } as const;
const reason = 'nobody was there';

test('the slots between the last that is known and now were missed, both ends left out', () => {
  const found = missedSlots(sweep, {
    last: new Date('2026-03-02T10:00:00Z'),
    until: new Date('2026-03-02T10:04:00Z'),
    reason,
  });
  assert.deepEqual(
    found.map(({ dueAt, state }) => `${dueAt} ${state}`),
    ['01', '02', '03'].map((minute) => `2026-03-02T10:${minute}:00.000Z missed`),
  );
});

test('not more than a day is looked back', () => {
  const found = missedSlots(sweep, {
    last: new Date('2026-01-01T00:00:00Z'),
    until: new Date('2026-03-02T10:00:00Z'),
    reason,
  });
  assert.ok(found.length <= 1_440);
  assert.equal(found.at(-1)?.dueAt, '2026-03-02T09:59:00.000Z');
});

test('a schedule of weekdays misses nothing at a weekend', () => {
  const weekdays = { ...sweep, cron: '0 8 * * mon-fri' };
  const friday = new Date('2026-03-06T08:00:00Z');
  assert.deepEqual(missedSlots(weekdays, { last: friday, until: new Date('2026-03-09T07:00:00Z'), reason }), []);
  assert.equal(dueSince(weekdays, friday, new Date('2026-03-09T08:00:00Z')), 1);
});
