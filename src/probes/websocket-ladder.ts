import type { Duplex } from 'node:stream';

import type { ProbeProblem, Step, WsFacts } from '#domain/probe.ts';

import type { AnswerHead } from './handshake-answer.ts';
import type { WebSocketProbe } from './probe.ts';
import { elapsedMs, roundMs } from './time-wall.ts';
import { isRefusal, tokenWords } from './websocket-auth.ts';
import type { Climb, Rung } from './websocket-climb.ts';
import { openConnection } from './websocket-connection.ts';
import { readType, type Transcript } from './websocket-events.ts';
import { sayGoodbye } from './websocket-goodbye.ts';
import { hold } from './websocket-hold.ts';
import { goRoundTrip, type RoundTrip } from './websocket-round-trip.ts';
import { climbSizes } from './websocket-sizes.ts';
import { judgeSubprotocol, type SubprotocolVerdict } from './websocket-subprotocol.ts';
import { awaitWelcome } from './websocket-welcome.ts';

/** Of one message, also in fragments. */
const mostMessageBytes = 65_536;

export interface Opened {
  readonly probe: WebSocketProbe;
  readonly socket: Duplex;
  readonly head: AnswerHead;
  readonly transcript: Transcript;
  readonly startedMs: number;
}

export interface Climbed {
  readonly rungs: readonly Rung[];
  readonly brokeAt?: Step | undefined;
  readonly problem?: ProbeProblem | undefined;
  readonly ws: Omit<WsFacts, 'status' | 'headers' | 'body' | 'offered' | 'authBy' | 'token'>;
}

/** The rungs above the upgrade. Never rejects but for a bug. */
export async function climbOpen(opened: Opened, signal: AbortSignal): Promise<Climbed> {
  const { probe, socket, head, transcript } = opened;
  const verdict = judgeSubprotocol(probe.subprotocols, head.headers.get('sec-websocket-protocol'));
  let firstEventMs: number | undefined;
  let isLetIn = false;
  const typeOf = (text: string): string | undefined => readType(text, probe.typeAt);
  const connection = openConnection(
    {
      socket,
      head: head.rest,
      maxMessageBytes: mostMessageBytes,
      typeOf,
      onMessage: ({ atMs, type, text, bytes }) => {
        firstEventMs ??= atMs;
        isLetIn ||= type !== undefined && (type === probe.welcome || probe.expect.includes(type));
        transcript.add({ atMs, from: 'server', type, text, bytes });
      },
    },
    signal,
  );
  const climb: Climb = {
    probe,
    connection,
    leftMs: () => Math.max(1, opened.startedMs + wallOf(probe) - performance.now()),
    firstEventMs: () => firstEventMs,
    isLetIn: () => isLetIn,
    say(text) {
      transcript.add({
        atMs: connection.ageMs(),
        from: 'client',
        type: typeOf(text),
        text,
        bytes: Buffer.byteLength(text),
      });
      connection.sendText(text);
    },
  };
  const log = await climbRungs(climb, verdict);
  await connection.close(1000, Math.min(afterCloseMs, climb.leftMs()));
  return summarise(log, climb, { transcript, verdict });
}

/** `within` and a hold may be longer than the wall, and what is left unread takes its time besides. */
function wallOf({ reach, withinMs, holdMs, unreadMs = 0 }: WebSocketProbe): number {
  return Math.max(reach.limits.wallMs, withinMs + (holdMs ?? 0)) + unreadMs;
}

interface Log {
  readonly rungs: Rung[];
  readonly pingMs?: number | undefined;
  readonly roundTripMs?: number | undefined;
}

interface Ascent {
  readonly detail?: string | undefined;
  readonly problem?: ProbeProblem | undefined;
  readonly end?: 'ended' | 'aborted' | undefined;
}

async function climbRungs(climb: Climb, verdict: SubprotocolVerdict): Promise<Log> {
  const { probe } = climb;
  const rungs: Rung[] = [];
  if (probe.subprotocols.length > 0 || verdict.problem !== undefined) {
    rungs.push({ step: 'subprotocol', durationMs: 0, detail: verdict.detail, problem: verdict.problem });
  }
  if (probe.firstMessage !== undefined) climb.say(probe.firstMessage);
  if (probe.welcome !== undefined) {
    const wanted = probe.welcome;
    const { isUp } = await ascend(climb, rungs, { step: 'welcome', go: () => awaitWelcome(climb, wanted) });
    if (!isUp) return { rungs };
  }
  const trip = await ascend(climb, rungs, { step: 'round-trip', go: () => goThereAndBack(climb) });
  const { pingMs, roundTripMs } = trip.ascent;
  const log = { rungs, pingMs, roundTripMs };
  if (!trip.isUp) return log;
  const { holdMs } = probe;
  if (holdMs !== undefined && !(await ascend(climb, rungs, { step: 'hold', go: () => hold(climb, holdMs) })).isUp)
    return log;
  await ascend(climb, rungs, { step: 'close', go: () => sayGoodbye(climb) });
  return log;
}

async function goThereAndBack(climb: Climb): Promise<RoundTrip> {
  const trip = await goRoundTrip(climb);
  if (trip.problem !== undefined || trip.end !== undefined || climb.probe.sizes.length === 0) return trip;
  const sizes = await climbSizes(climb, climb.probe.sizes);
  return { ...trip, ...sizes, detail: `${trip.detail}; ${sizes.detail}` };
}

/** Tries one rung and notes it; before the first of them, whether we were let in. */
async function ascend<T extends Ascent>(
  climb: Climb,
  rungs: Rung[],
  { step, go }: { readonly step: Step; readonly go: () => Promise<T> },
): Promise<{ readonly isUp: boolean; readonly ascent: T }> {
  const startedMs = performance.now();
  const ascent = await go();
  const durationMs = elapsedMs(startedMs);
  const { end, detail } = ascent;
  const problem = end === undefined ? ascent.problem : problemOf(climb, end);
  const auth = rungs.some((rung) => rung.step === 'auth') ? undefined : authRung(climb, problem !== undefined);
  if (auth !== undefined) rungs.push(auth);
  const isRefused = auth?.problem !== undefined;
  if (end === 'aborted') rungs.push({ step, durationMs, problem, isOpen: true });
  else if (!isRefused) rungs.push({ step, durationMs, problem, detail: sayRung(detail, problem) });
  return { isUp: problem === undefined && !isRefused, ascent };
}

function sayRung(detail: string | undefined, problem: ProbeProblem | undefined): string | undefined {
  if (problem === undefined || detail === undefined || detail === problem.message) return problem?.message ?? detail;
  return `${problem.message}; ${detail}`;
}

function problemOf({ connection }: Climb, end: 'ended' | 'aborted'): ProbeProblem {
  if (end === 'aborted') return { code: 'ABORTED', message: 'stopped before it was measured' };
  return connection.closing.problem();
}

/** What the first rung above the subprotocol showed of it. */
function authRung({ probe, connection, firstEventMs, isLetIn }: Climb, isBroken: boolean): Rung | undefined {
  if (probe.authBy === undefined) return undefined;
  const withWhat = `${tokenWords[probe.token]} by ${probe.authBy}`;
  const { closing } = connection;
  const close = closing.first();
  if (isBroken && !isLetIn() && isRefusal(probe, close)) {
    const problem = closing.problem();
    return {
      step: 'auth',
      durationMs: roundMs(close?.atMs ?? 0),
      problem,
      detail: `${problem.message}, with ${withWhat}`,
    };
  }
  const seenMs = firstEventMs() ?? (isBroken ? undefined : connection.ageMs());
  if (seenMs === undefined) {
    return { step: 'auth', durationMs: 0, isOpen: true, detail: `not shown: no event came with ${withWhat}` };
  }
  const how = firstEventMs() === undefined ? 'the connection stayed open' : 'the first event came';
  return { step: 'auth', durationMs: roundMs(seenMs), detail: `${how} with ${withWhat}` };
}

/** How long the server has to end a connection that is over. */
const afterCloseMs = 1_000;

interface Seen {
  readonly transcript: Transcript;
  readonly verdict: SubprotocolVerdict;
}

/**
 * The first rung at which every client fails; if there is none, the subprotocol that browsers and Node stumble over. So a
 * close that came behind it is not hidden by it, and a 1011 is grouped with the other 1011s.
 */
function summarise(log: Log, { connection }: Climb, { transcript, verdict }: Seen): Climbed {
  const broken = log.rungs.filter((rung) => rung.problem !== undefined);
  const heavy = broken.find((rung) => rung.step !== 'subprotocol' || verdict.failsFor === 'every client');
  const { step: brokeAt, problem } = heavy ?? broken[0] ?? {};
  const { pingMs, roundTripMs } = log;
  const { traffic, closing } = connection;
  const ws = {
    subprotocol: verdict.selected,
    events: transcript.events(),
    pingMs: pingMs === undefined ? undefined : roundMs(pingMs),
    roundTripMs: roundTripMs === undefined ? undefined : roundMs(roundTripMs),
    ...closing.facts(),
    ...traffic,
  };
  return { rungs: log.rungs, brokeAt, problem, ws };
}
