import type { ProbeProblem } from '#domain/probe.ts';

import { formatLimit } from './time-wall.ts';
import type { Climb } from './websocket-climb.ts';
import { type Ping, sendPing } from './websocket-ping.ts';

export interface Held {
  readonly detail?: string | undefined;
  readonly problem?: ProbeProblem | undefined;
  readonly end?: 'ended' | 'aborted' | undefined;
}

/** Between two pings; well under the shortest idle time-out in common use (30 s). */
const pingEveryMs = 5_000;
/** A short hold looks for short time-outs. */
const leastPingMs = 100;
const pongMs = 2_000;

/** Keeps the connection open and looks whether it is still alive at the end: one that was dropped in silence is not. */
export async function hold(climb: Climb, forMs: number): Promise<Held> {
  const { probe, connection } = climb;
  const untilMs = connection.ageMs() + forMs;
  const isPinging = probe.holdWith !== 'nothing';
  let pings = 0;
  while (connection.ageMs() < untilMs) {
    const leftMs = untilMs - connection.ageMs();
    if (isPinging) sendPing(connection);
    if (isPinging) pings += 1;
    if (probe.holdWith === 'messages' && probe.send !== undefined) climb.say(probe.send);
    const waited = await connection.until(
      () => undefined,
      isPinging ? Math.min(pingEveryMs, Math.max(leastPingMs, forMs / 8), leftMs) : leftMs,
    );
    if (waited.kind === 'ended' || waited.kind === 'aborted') return { end: waited.kind };
  }
  const how = isPinging ? `with ${pings} ${probe.holdWith}` : 'idle';
  return confirm(sendPing(connection), { connection, detail: `held ${formatLimit(forMs)} ${how}` });
}

async function confirm(
  ping: Ping,
  { connection, detail }: Pick<Climb, 'connection'> & { detail: string },
): Promise<Held> {
  const waited = await connection.until((arrival) => {
    ping.look(arrival);
    return ping.ms();
  }, pongMs);
  if (waited.kind === 'seen') return { detail };
  if (waited.kind !== 'late') return { end: waited.kind };
  const message = `${detail}, then a ping was not answered within ${formatLimit(pongMs)}: the connection is dead without an end`;
  return { detail: message, problem: { code: 'DEAD', message } };
}
