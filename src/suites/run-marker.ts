import { createHash } from 'node:crypto';

/**
 * The value of `TENELEVEN_RUN` in every process of a run. It begins with a hash of the data folder, so that the
 * processes of another Teneleven on this machine are left alone.
 */
export function runMarker(dataFolder: string, runId: string): string {
  return `${instanceMarker(dataFolder)}/${runId}`;
}

/** What the markers of all runs of a data folder begin with. */
export function instanceMarker(dataFolder: string): string {
  return createHash('sha256').update(dataFolder).digest('hex').slice(0, 16);
}
