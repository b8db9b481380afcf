import type { ProbeResult } from '#domain/probe.ts';

import type { LoopDelay } from './loop-delay.ts';
import type { HttpProbe, Probe, WebSocketProbe } from './probe.ts';
import { unmeasured } from './unmeasured.ts';

/** One function for each kind of probe. */
export interface ProbeKinds {
  readonly http: (probe: HttpProbe, signal: AbortSignal) => Promise<ProbeResult>;
  readonly websocket: (probe: WebSocketProbe, signal: AbortSignal) => Promise<ProbeResult>;
}

export interface RunProbeParts {
  readonly kinds: ProbeKinds;
  readonly loopDelay: LoopDelay;
  readonly onBug: (bug: unknown) => void;
}

/** Never rejects. */
export type RunProbe = (probe: Probe, signal: AbortSignal) => Promise<ProbeResult>;

/** A delay of the measuring thread shorter than this spoils nothing, and one of this share of what was measured does. */
const leastSpoilingMs = 5;
const spoilingShare = 0.2;

/** Adds to each result how late the measuring thread itself was; what is thrown inside a probe becomes a result. */
export function createRunProbe({ kinds, loopDelay, onBug }: RunProbeParts): RunProbe {
  const run = (probe: Probe, signal: AbortSignal) =>
    probe.kind === 'http' ? kinds.http(probe, signal) : kinds.websocket(probe, signal);

  return async (probe, signal) => {
    const startedAt = new Date();
    if (signal.aborted) return unmeasured(probe, aborted, startedAt);
    const loopDelayMs = loopDelay.watch();
    try {
      return withDelay(await run(probe, signal), loopDelayMs());
    } catch (bug) {
      onBug(bug);
      return { ...unmeasured(probe, fault, startedAt), loopDelayMs: loopDelayMs() };
    }
  };
}

export const aborted = { code: 'ABORTED', message: 'Stopped before it was measured' } as const;
const fault = { code: 'BUG', message: 'A fault of Teneleven itself, written to its log' } as const;

function withDelay(result: ProbeResult, delayMs: number): ProbeResult {
  const loopDelayMs = Math.round(delayMs * 100) / 100;
  return { ...result, loopDelayMs, isSpoiled: loopDelayMs > leastDelayThatSpoils(result) };
}

/** What the probe is judged by: its first byte or its round trip, else all of it. */
function leastDelayThatSpoils({ http, ws, durationMs }: ProbeResult): number {
  const measuredMs = http?.firstByteMs ?? ws?.roundTripMs ?? durationMs;
  return Math.max(leastSpoilingMs, measuredMs * spoilingShare);
}
