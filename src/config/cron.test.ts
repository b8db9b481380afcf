import assert from 'node:assert/strict';
import { test } from 'node:test';
import { validate } from 'node-cron';
import { checkCron } from './cron.ts';

test('schedules that cron knows are accepted', () => {
  const good = ['* * * * *', '*/5 * * * *', '0 8-18/2 1,15 jan-jun,12 mon-fri', '59 23 31 12 7', ' 0  0 * * SUN '];
  assert.deepEqual(
    good.map(checkCron),
    good.map(() => undefined),
  );
  // What carries them out must take them as well.
  assert.deepEqual(
    good.filter((schedule) => !validate(schedule)),
    [],
  );
});

test('the first wrong field is named', () => {
  assert.deepEqual(
    [
      '',
      '* * * *',
      '* * * * * *',
      '60 * * * *',
      '* 5-3 * * *',
      '* * 0 * *',
      '* * * foo *',
      '* * * * 8',
      '1- * * * *',
      '5-foo * * * *',
      '*/0 * * * *',
      '10/20 * * * *',
      ', * * * *',
    ].map(checkCron),
    [
      'it has 0 of the 5 fields',
      'it has 4 of the 5 fields',
      'it has 6 of the 5 fields',
      '"60" is no minute (0 to 59)',
      '"5-3" is no hour (0 to 23)',
      '"0" is no day (1 to 31)',
      '"foo" is no month (1 to 12)',
      '"8" is no weekday (0 to 7)',
      '"1-" is no minute (0 to 59)',
      '"5-foo" is no minute (0 to 59)',
      '"*/0" is no minute (0 to 59)',
      '"10/20" is no minute (0 to 59)',
      '"," is no minute (0 to 59)',
    ],
  );
});

test('a schedule that is never due is wrong, one of a leap day is not', () => {
  assert.deepEqual(['0 3 31 2 *', '0 3 30 feb mon', '0 3 31 2,4,6,9,11 *'].map(checkCron), [
    'it is never due: no month of "2" has a day 31',
    'it is never due: no month of "feb" has a day 30',
    'it is never due: no month of "2,4,6,9,11" has a day 31',
  ]);
  assert.deepEqual(['0 3 29 2 *', '0 3 31 2,3 *', '0 3 28-31 2 *'].map(checkCron), [undefined, undefined, undefined]);
});
