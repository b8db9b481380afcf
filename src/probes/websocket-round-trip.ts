import { randomBytes } from 'node:crypto';

import type { ProbeProblem } from '#domain/probe.ts';

import { formatLimit } from './time-wall.ts';
import type { Climb } from './websocket-climb.ts';
import type { Arrival } from './websocket-inbox.ts';
import { type Ping, sendPing } from './websocket-ping.ts';
import { createSequence, type Sequence } from './websocket-sequence.ts';

export interface RoundTrip {
  readonly pingMs?: number | undefined;
  /** Absent where nothing was expected. */
  readonly roundTripMs?: number | undefined;
  readonly detail?: string | undefined;
  readonly problem?: ProbeProblem | undefined;
  /** `ended`: the connection is over, its close log says why. */
  readonly end?: 'ended' | 'aborted' | undefined;
}

/** How long a late pong, and a second answer with the same nonce, are waited for. */
const settleMs = 100;
/** How long the rest is waited for once all types have come, but not in order. */
const disorderMs = 300;
/** With nothing expected, a connection must outlive this to count as good: a server that fails closes at once. */
const graceMs = 250;

/** One ping, and the configured message with the events that must follow it in order. */
export async function goRoundTrip(climb: Climb): Promise<RoundTrip> {
  const { probe, connection } = climb;
  const sentMs = connection.ageMs();
  const ping = sendPing(connection);
  const nonce = probe.nonce === undefined ? undefined : randomBytes(9).toString('base64url');
  if (probe.send !== undefined) climb.say(withNonce(probe.send, probe.nonce, nonce));
  if (probe.unreadMs !== undefined) await goUnread(climb, probe.unreadMs);
  const isAsked = probe.expect.length > 0 || nonce !== undefined;
  if (!isAsked) return pingOnly(climb, ping);
  return expectEvents(climb, {
    ping,
    sentMs,
    sequence: createSequence(probe.expect, nonce),
    isNonceAsked: nonce !== undefined,
  });
}

/** So often that the answers fill what lies between. */
const timesUnread = 10;

/** Not all at once: behind what is full at once no ping of the server comes through that could go unanswered. */
async function goUnread({ probe: { send }, connection, say, leftMs }: Climb, ms: number): Promise<void> {
  const restMs = Math.min(ms, leftMs());
  const again = setInterval(() => {
    if (send !== undefined) say(send);
  }, restMs / timesUnread);
  await connection.rest(restMs);
  clearInterval(again);
}

/** A pong, and no close within the grace. */
async function pingOnly({ probe, connection, leftMs }: Climb, ping: Ping): Promise<RoundTrip> {
  const limitMs = Math.min(probe.withinMs, leftMs());
  const waited = await connection.until((arrival) => {
    ping.look(arrival);
    return ping.ms();
  }, limitMs);
  if (waited.kind === 'late') {
    return { problem: { code: 'TIMEOUT', message: `no pong within ${formatLimit(limitMs)}` } };
  }
  if (waited.kind !== 'seen') return { end: waited.kind };
  const quiet = await connection.until(() => undefined, Math.min(graceMs, leftMs()));
  const pingMs = waited.value;
  if (quiet.kind === 'ended' || quiet.kind === 'aborted') return { pingMs, end: quiet.kind };
  return { pingMs, detail: `pong after ${pingMs.toFixed(1)} ms` };
}

interface Expectation {
  readonly ping: Ping;
  readonly sentMs: number;
  readonly sequence: Sequence;
  readonly isNonceAsked: boolean;
}

async function expectEvents(climb: Climb, { ping, sentMs, sequence, isNonceAsked }: Expectation): Promise<RoundTrip> {
  const { probe, connection, leftMs } = climb;
  const look = (arrival: Arrival): void => {
    ping.look(arrival);
    if (arrival.kind === 'message') sequence.look(arrival);
  };
  const limitMs = Math.min(probe.withinMs, leftMs());
  const complete = (arrival: Arrival): true | undefined => {
    look(arrival);
    return sequence.isComplete() ? true : undefined;
  };
  let waited = await connection.until(
    (arrival) => complete(arrival) ?? (sequence.isDisordered() ? false : undefined),
    limitMs,
  );
  // Events of something else may have come between: what is missing may still follow.
  if (waited.kind === 'seen' && !waited.value)
    waited = await connection.until(complete, Math.min(disorderMs, leftMs()));
  if (waited.kind === 'aborted') return { end: 'aborted' };
  if (waited.kind === 'ended') return { pingMs: ping.ms(), end: 'ended', detail: sequence.missing() };
  if (waited.kind === 'late') return { pingMs: ping.ms(), problem: sequence.problem(limitMs) };
  const isPongWanted = (): boolean => ping.ms() === undefined;
  if (isNonceAsked || isPongWanted()) {
    const rest = await connection.until(
      (arrival) => {
        look(arrival);
        return isNonceAsked || isPongWanted() ? undefined : true;
      },
      Math.min(settleMs, leftMs()),
    );
    if (rest.kind === 'aborted') return { end: 'aborted' };
  }
  const roundTripMs = (sequence.lastMs() ?? sentMs) - sentMs;
  return { pingMs: ping.ms(), roundTripMs, detail: sequence.says(), problem: sequence.problem(limitMs) };
}

function withNonce(text: string, placeholder: string | undefined, nonce: string | undefined): string {
  return placeholder === undefined || nonce === undefined ? text : text.replaceAll(placeholder, nonce);
}
