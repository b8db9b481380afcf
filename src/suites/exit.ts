import type { ReportFinding } from '#domain/run.ts';

/** How a child process ended. */
export interface Exit {
  /** `lost`: it could not be started (`code` and `signal` undefined, `reason` says why). */
  readonly ended: 'exited' | 'timed-out' | 'cancelled' | 'lost';
  readonly code?: number | undefined;
  readonly signal?: string | undefined;
  readonly reason?: string | undefined;
  /** From its start to the end of the command itself, without what it left behind. */
  readonly durationMs: number;
  /** What a reader must know: `left-running`, `still-running`, `output-cut`, `log-incomplete`. */
  readonly findings?: readonly ReportFinding[] | undefined;
}
