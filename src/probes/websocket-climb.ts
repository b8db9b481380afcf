import type { ProbeProblem, Step, StepResult } from '#domain/probe.ts';

import type { Connection } from './websocket-connection.ts';
import type { WebSocketProbe } from './probe.ts';

/** One rung that was tried. */
export interface Rung {
  readonly step: Step;
  readonly durationMs: number;
  readonly detail?: string | undefined;
  /** Absent when it passed. */
  readonly problem?: ProbeProblem | undefined;
  /** Neither passed nor failed could be shown. */
  readonly isOpen?: boolean | undefined;
}

/** What every rung of an open connection works with. */
export interface Climb {
  readonly probe: WebSocketProbe;
  readonly connection: Connection;
  /** Milliseconds until the wall, at least 1. */
  readonly leftMs: () => number;
  /** When the first event came, on the clock of the connection. */
  readonly firstEventMs: () => number | undefined;
  /** An event came that is sent only to those who may. */
  readonly isLetIn: () => boolean;
  /** Sends and notes it in the transcript. */
  readonly say: (text: string) => void;
}

const mostDetail = 300;

export function toStep({ step, durationMs, detail, problem, isOpen }: Rung): StepResult {
  const says = (detail ?? problem?.message)?.slice(0, mostDetail);
  if (isOpen === true) return { step, outcome: 'not-reached', detail: says };
  return { step, outcome: problem === undefined ? 'passed' : 'failed', durationMs, detail: says };
}
