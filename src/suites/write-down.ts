import { setTimeout as wait } from 'node:timers/promises';

import { OperatorError } from '#domain/operator-error.ts';

/** Codes of the store for a disk that may be well again in a minute. */
const passing: ReadonlySet<string> = new Set([
  'STORE_FULL',
  'STORE_NOT_WRITABLE',
  'STORE_NO_DESCRIPTORS',
  'STORE_BROKEN_DISK',
]);
const longestPauseMs = 5_000;

/**
 * Writes, and while the disk is full or away writes again, so that the end of a run is not lost with it. Gives up when
 * `signal` aborts: the next start then tells the run as interrupted.
 */
export async function writeDown<T>(
  write: () => Promise<T>,
  { onTrouble }: { readonly onTrouble: (error: OperatorError) => void },
  signal: AbortSignal,
): Promise<T> {
  for (let pauseMs = 250; ; pauseMs = Math.min(2 * pauseMs, longestPauseMs)) {
    try {
      return await write();
    } catch (error) {
      if (!(error instanceof OperatorError) || !passing.has(error.code) || signal.aborted) throw error;
      onTrouble(error);
    }
    await wait(pauseMs, undefined, { signal }).catch(() => undefined);
  }
}
