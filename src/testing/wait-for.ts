import { setTimeout as delay } from 'node:timers/promises';

/** Looks every 20 ms until `look` returns something; rejects with `what` after the bound (default 10 s). */
export async function waitFor<T>(
  what: string | (() => string),
  look: () => T | undefined | Promise<T | undefined>,
  boundMs = 10_000,
): Promise<T> {
  const deadline = performance.now() + boundMs;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (performance.now() > deadline) {
      throw new Error(`Waited ${boundMs} ms for ${typeof what === 'string' ? what : what()}`);
    }
    await delay(20);
  }
}
