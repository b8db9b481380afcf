import process from 'node:process';
import { setTimeout as wait } from 'node:timers/promises';

const pollMs = 20;
const hungMs = 1_000;

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

/** Ends this program now, with `code`; behind a file operation that does not end within a second, with KILL. */
export async function endWith(code: number): Promise<never> {
  const until = Date.now() + hungMs;
  while (Date.now() < until && process.getActiveResourcesInfo().some(isFileOperation)) await wait(pollMs);
  if (process.getActiveResourcesInfo().some(isFileOperation)) process.kill(process.pid, 'SIGKILL');
  return process.exit(code);
}

function isFileOperation(resource: string): boolean {
  return resource.startsWith('FSReq');
}
