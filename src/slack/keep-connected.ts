import { setTimeout as wait } from 'node:timers/promises';

import type { SocketModeReceiver } from '@slack/bolt';
import type { Logger } from 'pino';

import { errorLine } from './log.ts';
import { isRefused, toRefused } from './refused.ts';

export type SocketClient = SocketModeReceiver['client'];

export interface ConnectedParts {
  readonly client: SocketClient;
  readonly log: Logger;
  readonly onOpen: () => void;
}

const maxPauseMs = 30_000;
const helloMs = 15_000;
/** A connection that lived shorter counts as a failure. */
const steadyMs = 10_000;

/**
 * Connects, and again whenever the connection ends, until the signal. Slack moves connections every few
 * hours: that costs a fraction of a second. Rejects with an `OperatorError` when no attempt can ever work.
 */
export async function keepConnected(parts: ConnectedParts, signal: AbortSignal): Promise<void> {
  let failures = 0;
  while (!signal.aborted) {
    try {
      const livedMs = await connect(parts, signal);
      failures = livedMs > steadyMs ? 0 : failures + 1;
    } catch (error) {
      if (isRefused(error)) throw toRefused(error);
      failures += 1;
      parts.log.warn(`Slack could not be reached (${failures} in a row): ${errorLine(error ?? 'the socket closed')}`);
    }
    await wait(pauseMs(failures), undefined, { signal }).catch(() => {});
  }
}

/** One connection from its opening to its end; says how long it lived. Rejects when it never opened. */
async function connect({ client, onOpen }: ConnectedParts, signal: AbortSignal): Promise<number> {
  const gone = Promise.withResolvers<void>();
  const tooLate = setTimeout(() => void client.disconnect(), helloMs);
  client.once('disconnected', gone.resolve);
  try {
    await client.start();
    clearTimeout(tooLate);
    onOpen();
    const openedAt = performance.now();
    // Stopped in the middle of the attempt: the package opens all the same.
    if (signal.aborted) await client.disconnect();
    await gone.promise;
    return performance.now() - openedAt;
  } finally {
    clearTimeout(tooLate);
    client.off('disconnected', gone.resolve);
  }
}

/** Short after a connection that held, as when Slack moves it; then doubling to half a minute, spread out. */
function pauseMs(failures: number): number {
  const most = Math.min(maxPauseMs, 100 * 2 ** failures);
  return most / 2 + (most / 2) * Math.random();
}
