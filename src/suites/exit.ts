/** How a child process ended. */
export interface Exit {
  /** `lost`: it could not be started (`code` and `signal` undefined, `reason` says why). */
  readonly ended: 'exited' | 'timed-out' | 'cancelled' | 'lost';
  readonly code?: number | undefined;
  readonly signal?: string | undefined;
  readonly reason?: string | undefined;
  readonly durationMs: number;
}
