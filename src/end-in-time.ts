import process from 'node:process';
import { setTimeout as wait } from 'node:timers/promises';

const pollMs = 20;

/**
 * Ends this program with 0 when `stop` has resolved, and after `patienceMs` in any case. `process.exit` waits for every
 * file operation: behind one that never ends, such as the opening of a pipe, only KILL is left.
 */
export async function endInTime(stop: () => Promise<void>, patienceMs: number): Promise<void> {
  setTimeout(() => process.kill(process.pid, 'SIGKILL'), patienceMs).unref();
  await stop();
  while (process.getActiveResourcesInfo().some(isFileOperation)) await wait(pollMs);
  process.exit(0);
}

function isFileOperation(resource: string): boolean {
  return resource.startsWith('FSReq');
}
