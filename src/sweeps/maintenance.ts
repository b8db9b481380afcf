import type { MaintenanceWindow } from '#domain/configuration.ts';
import { dueTimes } from '#domain/cron-times.ts';

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
  return dueTimes(window.cron, new Date(at.getTime() - window.forMs), { to: at, limit: 1 }).length > 0;
}
