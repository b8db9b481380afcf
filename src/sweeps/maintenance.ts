import type { MaintenanceWindow } from '#domain/configuration.ts';

import { readCron } from './cron-minutes.ts';

const minuteMs = 60_000;

/** The maintenance window that an environment is in; undefined outside of all. A window is open from its start up to, not at, its end. */
export function maintenanceOf(
  environment: string | undefined,
  at: Date,
  windows: readonly MaintenanceWindow[],
): MaintenanceWindow | undefined {
  return windows.find(
    (window) => (window.environment === undefined || window.environment === environment) && isInside(window, at),
  );
}

function isInside(window: MaintenanceWindow, at: Date): boolean {
  if (window.kind === 'once') {
    return Date.parse(window.fromAt) <= at.getTime() && at.getTime() < Date.parse(window.toAt);
  }
  const isStart = readCron(window.cron);
  const oldest = at.getTime() - window.forMs;
  for (let minute = Math.floor(at.getTime() / minuteMs) * minuteMs; minute > oldest; minute -= minuteMs) {
    if (isStart(new Date(minute))) return true;
  }
  return false;
}
