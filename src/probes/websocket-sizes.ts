import type { ProbeProblem } from '#domain/probe.ts';

import { formatLimit } from './time-wall.ts';
import type { Climb } from './websocket-climb.ts';
import { sendPing } from './websocket-ping.ts';

export interface Sizes {
  /** `1024 echoed, 65536 taken`: taken is what a ping behind it was answered after; what was not echoed is not claimed. */
  readonly detail: string;
  readonly problem?: ProbeProblem | undefined;
  readonly end?: 'ended' | 'aborted' | undefined;
}

/** How long an echo is waited for once the message was taken. */
const echoMs = 100;

/** Sends messages of growing size, and sees which are taken and which come back. */
export async function climbSizes(climb: Climb, sizes: readonly number[]): Promise<Sizes> {
  const seen: string[] = [];
  for (const bytes of sizes) {
    const tried = await trySize(climb, bytes);
    seen.push(`${bytes} ${tried.says}`);
    if (tried.end !== undefined || tried.problem !== undefined) {
      return { detail: `sizes in bytes: ${seen.join(', ')}`, problem: tried.problem, end: tried.end };
    }
  }
  return { detail: `sizes in bytes: ${seen.join(', ')}` };
}

interface Tried {
  readonly says: string;
  readonly problem?: ProbeProblem | undefined;
  readonly end?: 'ended' | 'aborted' | undefined;
}

async function trySize(climb: Climb, bytes: number): Promise<Tried> {
  const { connection, probe, leftMs } = climb;
  const text = messageOf(bytes, probe.send);
  let isEchoed = false;
  climb.say(text);
  const ping = sendPing(connection);
  const limitMs = Math.min(probe.withinMs, leftMs());
  const taken = await connection.until((arrival) => {
    ping.look(arrival);
    if (arrival.kind === 'message' && arrival.text === text) isEchoed = true;
    return ping.ms();
  }, limitMs);
  if (taken.kind === 'ended' || taken.kind === 'aborted') return endedBy(taken.kind);
  if (taken.kind === 'late') {
    const message = `a message of ${bytes} bytes, and the ping behind it, were not answered within ${formatLimit(limitMs)}`;
    return { says: 'hung', problem: { code: 'TIMEOUT', message } };
  }
  if (!isEchoed) {
    const echoed = await connection.until(
      (arrival) => (arrival.kind === 'message' && arrival.text === text ? true : undefined),
      Math.min(echoMs, leftMs()),
    );
    isEchoed = echoed.kind === 'seen';
    if (echoed.kind === 'ended' || echoed.kind === 'aborted') return endedBy(echoed.kind);
  }
  return { says: isEchoed ? 'echoed' : 'taken' };
}

/** What the probe itself broke off was not ended by the message. */
function endedBy(end: 'ended' | 'aborted'): Tried {
  return { says: end === 'ended' ? 'ended it' : 'broken off here', end };
}

/** Exactly so many bytes: the configured message with padding behind it where that is a JSON object, else plain text. */
function messageOf(bytes: number, send: string | undefined): string {
  const begin = send?.trimEnd().replace(/\}$/u, ',"padding":"') ?? '';
  const overhead = Buffer.byteLength(begin) + 2;
  const isObject = send !== undefined && /^\s*\{\s*"/u.test(send) && overhead <= bytes;
  return isObject ? `${begin}${'x'.repeat(bytes - overhead)}"}` : 'x'.repeat(bytes);
}
