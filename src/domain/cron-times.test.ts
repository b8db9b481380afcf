import assert from 'node:assert/strict';
import { test } from 'node:test';

import { createTask } from 'node-cron';

import { dueTimes } from './cron-times.ts';

const from = new Date('2026-02-26T22:58:30Z');
const to = new Date('2028-03-05T00:00:00Z');

const schedules = [
  '* * * * *',
  '*/5 * * * *',
  '0 3 * * 0',
  '0 3 * * sun',
  '0 3 * * 7',
  '30 8-18/2 * jan-jun,12 mon-fri',
  '0 0 29 2 *',
  '15,45 0 1 * *',
  '0 0 13 * fri',
  '10-50/20 1 * * *',
  '0 12 * * 5-7',
  '*/5 3,9-20/6 * * *',
];

for (const schedule of schedules) {
  test(`"${schedule}" is due when the scheduler says so`, () => {
    const task = createTask(schedule, () => undefined, { timezone: 'UTC' });
    const due = dueTimes(schedule, from, { to, limit: 40 });
    assert.ok(due.length > 0);
    assert.deepEqual(
      due.filter((date) => !task.match(date)),
      [],
    );
    // What it leaves out is not due: every minute until its last one, for at most a week.
    const last = Math.min(due.at(-1)?.getTime() ?? 0, from.getTime() + 7 * 86_400_000);
    const missed: string[] = [];
    const named = new Set(due.map((date) => date.getTime()));
    for (let at = Date.parse('2026-02-26T22:59:00Z'); at <= last; at += 60_000) {
      if (!named.has(at) && task.match(new Date(at))) missed.push(new Date(at).toISOString());
    }
    assert.deepEqual(missed, []);
    void task.destroy();
  });
}

test('nothing is due after the end, and never more than the limit', () => {
  assert.deepEqual(dueTimes('* * * * *', from, { to: from, limit: 5 }), []);
  assert.equal(dueTimes('* * * * *', from, { to, limit: 3 }).length, 3);
});
