/** What became of one minute in which a sweep was due. */
export interface SweepSlot {
  readonly sweep: string;
  readonly environment: string;
  /** The minute that the schedule named, ISO 8601 UTC. */
  readonly dueAt: string;
  /**
   * `ran`. `missed`: nobody was there to start it, or it was too late. `overlapped`: the one before was still at work.
   * `offline`: the control targets did not answer either, so nothing is said of the endpoints.
   */
  readonly state: 'ran' | 'missed' | 'overlapped' | 'offline';
  readonly startedAt?: string | undefined;
  readonly endedAt?: string | undefined;
  readonly up: number;
  readonly down: number;
  readonly unknown: number;
  /** Service → version that it reported with this sweep; only those that were read. */
  readonly versions?: Readonly<Record<string, string>> | undefined;
  /** Why it was not carried out, in one sentence. */
  readonly reason?: string | undefined;
}
