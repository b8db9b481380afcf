import type { ProbeProblem } from '#domain/probe.ts';

import { formatLimit } from './time-wall.ts';
import type { Climb } from './websocket-climb.ts';
import { describeMessage } from './websocket-events.ts';

export interface Welcome {
  readonly detail?: string | undefined;
  readonly problem?: ProbeProblem | undefined;
  readonly end?: 'ended' | 'aborted' | undefined;
}

/** Waits for the event that is expected before anything is sent. */
export async function awaitWelcome({ probe, connection, leftMs }: Climb, welcome: string): Promise<Welcome> {
  let others = 0;
  let last = '';
  const limitMs = Math.min(probe.withinMs, leftMs());
  const waited = await connection.until((arrival) => {
    if (arrival.kind !== 'message') return undefined;
    if (arrival.type === welcome) return true;
    others += 1;
    last = describeMessage(arrival);
    return undefined;
  }, limitMs);
  if (waited.kind === 'seen') return { detail: others === 0 ? welcome : `${welcome}, after ${others} others` };
  const seen = others === 0 ? 'nothing came' : `the last of ${others} was ${last}`;
  if (waited.kind !== 'late') return { end: waited.kind, detail: others === 0 ? undefined : seen };
  const message = `no ${welcome} within ${formatLimit(limitMs)}, ${seen}`;
  return { problem: { code: 'TIMEOUT', message } };
}
