import { abortedCode, ProbeFault } from './probe-fault.ts';

/** The end of a whole probe, which no rung outlives. */
export interface TimeWall {
  readonly wallMs: number;
  /** On the clock of `performance.now()`. */
  readonly endsAtMs: number;
  readonly signal: AbortSignal;
}

export function openWall(wallMs: number, signal: AbortSignal): TimeWall {
  return { wallMs, endsAtMs: performance.now() + wallMs, signal };
}

interface Settle<T> {
  readonly resolve: (value: T) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * What `begin` settles with. After `limitMs`, at the wall and when the signal is aborted it rejects with a ProbeFault
 * (`TIMEOUT`, `ABORTED`) and calls what `begin` returned.
 */
export function within<T>(wall: TimeWall, limitMs: number, begin: (settle: Settle<T>) => () => void): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const stops: (() => void)[] = [];
    const end = (): void => {
      clearTimeout(timer);
      wall.signal.removeEventListener('abort', onAbort);
    };
    const fail = (error: unknown): void => {
      end();
      for (const stop of stops) stop();
      reject(error instanceof Error ? error : new Error(String(error)));
    };
    const onAbort = (): void => fail(new ProbeFault(abortedCode, 'stopped before it was measured'));
    const leftMs = Math.max(0, wall.endsAtMs - performance.now());
    const timer = setTimeout(
      () => fail(new ProbeFault('TIMEOUT', sayLimit(wall, limitMs, leftMs))),
      Math.min(leftMs, limitMs),
    );
    if (wall.signal.aborted) {
      onAbort();
      return;
    }
    wall.signal.addEventListener('abort', onAbort, { once: true });
    const settle = {
      resolve: (value: T): void => {
        end();
        resolve(value);
      },
      reject: fail,
    };
    stops.push(begin(settle));
  });
}

function sayLimit({ wallMs }: TimeWall, limitMs: number, leftMs: number): string {
  if (leftMs < limitMs) return `no answer within ${formatLimit(wallMs)} in all`;
  return `no answer within ${formatLimit(limitMs)}`;
}

/** A limit as it was configured: `3 s`, `1.5 s`, `250 ms`. */
export function formatLimit(ms: number): string {
  return ms < 1_000 ? `${Math.round(ms)} ms` : `${Number((ms / 1_000).toFixed(1))} s`;
}

/** Milliseconds since `startedMs` on the clock of `performance.now()`, to a microsecond. */
export function elapsedMs(startedMs: number): number {
  return roundMs(performance.now() - startedMs);
}

/** To a microsecond. */
export function roundMs(ms: number): number {
  return Math.round(ms * 1_000) / 1_000;
}
