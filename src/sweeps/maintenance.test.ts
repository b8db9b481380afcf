import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { MaintenanceWindow } from '#domain/configuration.ts';

import { maintenanceOf } from './maintenance.ts';

const isIn = (window: MaintenanceWindow, at: string, environment = 'staging'): boolean =>
  maintenanceOf(environment, new Date(at), [window]) === window;

test('a single window holds from its start up to its end', () => {
  const window: MaintenanceWindow = {
    kind: 'once',
    fromAt: '2026-03-02T10:00:00.000Z',
    toAt: '2026-03-02T11:00:00.000Z',
  };
  const at = ['09:59:59', '10:00:00', '10:59:59', '11:00:00'].map((time) => isIn(window, `2026-03-02T${time}Z`));
  assert.deepEqual(at, [false, true, true, false]);
});

test('a repeated window holds from each of its starts, also over midnight and for days', () => {
  const night: MaintenanceWindow = { kind: 'repeated', cron: '30 23 * * sun', forMs: 2 * 3_600_000 };
  // 2026-03-01 is a Sunday.
  const times = ['2026-03-01T23:29', '2026-03-01T23:30', '2026-03-02T01:29', '2026-03-02T01:30', '2026-03-02T23:45'];
  assert.deepEqual(
    times.map((time) => isIn(night, `${time}:30Z`)),
    [false, true, true, false, false],
  );
  const week: MaintenanceWindow = { kind: 'repeated', cron: '0 0 1 3 *', forMs: 7 * 86_400_000 };
  assert.deepEqual(
    ['2026-03-07T23:59Z', '2026-03-08T00:00Z'].map((time) => isIn(week, time)),
    [true, false],
  );
});

test('a window is of one environment, or of all', () => {
  const window: MaintenanceWindow = { kind: 'repeated', cron: '* * * * *', forMs: 60_000 };
  assert.equal(isIn(window, '2026-03-02T10:00Z', 'preview'), true);
  assert.equal(isIn({ ...window, environment: 'staging' }, '2026-03-02T10:00Z', 'preview'), false);
  assert.equal(maintenanceOf(undefined, new Date(), [{ ...window, environment: 'staging' }]), undefined);
});

test('a window of seven days is looked through in less than 50 ms', () => {
  const never: MaintenanceWindow = { kind: 'repeated', cron: '0 0 31 2 *', forMs: 7 * 86_400_000 };
  const begun = performance.now();
  assert.equal(isIn(never, '2026-03-02T10:00Z'), false);
  assert.ok(performance.now() - begun < 50);
});
