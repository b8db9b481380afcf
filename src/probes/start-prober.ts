import type { ProbeProblem, ProbeResult } from '#domain/probe.ts';
import type { Redactor } from '#domain/redact.ts';

import { createLiveThread } from './live-thread.ts';
import type { Probe } from './probe.ts';
import type { Prober } from './prober.ts';
import { createRedactResult } from './redact-result.ts';
import { aborted } from './run-probe.ts';
import { createSweep } from './sweep-probes.ts';
import type { Lane, Ticket, TicketResult } from './thread-messages.ts';
import { createOpenThread, type OpenLink } from './thread-link.ts';
import { unmeasured } from './unmeasured.ts';

export interface ProberParts {
  /** Asked for each result: the secrets change with the configuration. */
  readonly redactor: () => Redactor;
  readonly onBug: (bug: unknown) => void;
  /** Default five minutes. */
  readonly idleMs?: number | undefined;
  /** Default a thread of its own. */
  readonly openLink?: OpenLink | undefined;
}

/** Takes probes in and settles each exactly once. */
export interface Intake {
  /** Returns the numbers by which they can be aborted. */
  send(lane: Lane, probes: readonly Probe[], settle: Settle): readonly number[];
  abort(numbers: readonly number[]): void;
  openLane(pace: Lane['pace']): Lane;
  closeLane(lane: Lane): void;
}

export type Settle = (result: ProbeResult, number: number) => void;

interface Waiting {
  readonly probe: Probe;
  readonly startedAt: Date;
  readonly settle: Settle;
}

const defaultIdleMs = 5 * 60_000;
/** Single probes are launched as they come, so many at once. */
const singlePace = { spacingMs: 0, atOnce: 64 };
const mostWaiting = 5_000;

const died = { code: 'PROBER_DIED', message: 'The measuring thread died while this was being measured' };
const closed = { code: 'PROBER_CLOSED', message: 'Teneleven was ended while this was being measured' };
const full = { code: 'PROBER_FULL', message: `${mostWaiting} probes are waiting already` };

/** Starts its thread with the first probe. */
export function startProber(parts: ProberParts): Prober {
  const { redactor, onBug, idleMs = defaultIdleMs, openLink = createOpenThread() } = parts;
  const redactResult = createRedactResult(redactor);
  const waiting = new Map<number, Waiting>();
  let lastNumber = 0;
  let lastLane = 0;
  let isClosed = false;

  const thread = createLiveThread({ openLink, idleMs, onBug, onResult, onDeath });

  function onResult({ number, result }: TicketResult): void {
    const found = waiting.get(number);
    if (found === undefined) return;
    waiting.delete(number);
    found.settle(redactResult(result, found.probe), number);
    if (waiting.size === 0) thread.rest();
  }

  function onDeath(cause: unknown): void {
    onBug(cause);
    loseAll(died);
  }

  function loseAll(problem: ProbeProblem): void {
    const lost = [...waiting];
    waiting.clear();
    for (const [number, { probe, startedAt, settle }] of lost) settle(unmeasured(probe, problem, startedAt), number);
  }

  function enter(probe: Probe, settle: Settle): Ticket {
    lastNumber += 1;
    waiting.set(lastNumber, { probe, startedAt: new Date(), settle });
    return { number: lastNumber, probe };
  }

  const intake: Intake = {
    send(lane, probes, settle) {
      const problem = isClosed ? closed : waiting.size + probes.length > mostWaiting ? full : undefined;
      if (problem !== undefined) {
        for (const probe of probes) settle(unmeasured(probe, problem), 0);
        return [];
      }
      const tickets = probes.map((probe) => enter(probe, settle));
      thread.send(lane, tickets);
      return tickets.map(({ number }) => number);
    },
    abort: (numbers) => thread.abort(numbers),
    openLane(pace) {
      lastLane += 1;
      return { number: lastLane, pace };
    },
    closeLane: (lane) => thread.closeLane(lane),
  };
  const single = intake.openLane(singlePace);

  return {
    probe: (probe, signal) => probeOne(intake, { probe, lane: single }, signal),
    sweep: createSweep(intake),
    async close() {
      isClosed = true;
      await thread.end();
      loseAll(closed);
    },
  };
}

function probeOne(
  intake: Intake,
  { probe, lane }: { readonly probe: Probe; readonly lane: Lane },
  signal: AbortSignal,
): Promise<ProbeResult> {
  // Its stop would reach the thread behind it, and a quick probe would be over by then.
  if (signal.aborted) return Promise.resolve(unmeasured(probe, aborted));
  return new Promise((resolve) => {
    let numbers: readonly number[] = [];
    const abort = (): void => intake.abort(numbers);
    signal.addEventListener('abort', abort, { once: true });
    numbers = intake.send(lane, [probe], (result) => {
      signal.removeEventListener('abort', abort);
      resolve(result);
    });
  });
}
