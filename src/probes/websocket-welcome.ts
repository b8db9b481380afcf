import type { ProbeProblem } from '#domain/probe.ts';

import { formatLimit } from './time-wall.ts';
import type { Climb } from './websocket-climb.ts';

export interface Welcome {
  readonly detail?: string | undefined;
  readonly problem?: ProbeProblem | undefined;
  readonly end?: 'ended' | 'aborted' | undefined;
}

/** Waits for the event that is expected before anything is sent. */
export async function awaitWelcome({ probe, connection, leftMs }: Climb, welcome: string): Promise<Welcome> {
  let others = 0;
  let last: string | undefined;
  const limitMs = Math.min(probe.withinMs, leftMs());
  const waited = await connection.until((arrival) => {
    if (arrival.kind !== 'message') return undefined;
    last = arrival.type;
    if (last === welcome) return true;
    others += 1;
    return undefined;
  }, limitMs);
  if (waited.kind === 'seen') return { detail: others === 0 ? welcome : `${welcome}, after ${others} others` };
  const seen = others === 0 ? 'nothing came' : `the last of ${others} was ${last ?? 'of no known type'}`;
  if (waited.kind !== 'late') return { end: waited.kind, detail: others === 0 ? undefined : seen };
  const message = `no ${welcome} within ${formatLimit(limitMs)}, ${seen}`;
  return { problem: { code: 'TIMEOUT', message } };
}
