import { randomBytes } from 'node:crypto';
import type { FaultBoard } from './faults.ts';
import type { Threads } from './threads.ts';
import type { Tokens } from './tokens.ts';

/** What both services share. */
export interface Service {
  readonly faults: FaultBoard;
  readonly tokens: Tokens;
  readonly threads: Threads;
  /** The commit that this stack was "built" from. */
  readonly version: string;
  readonly authUrl: string;
  /** Password of every user. */
  readonly password: string;
  /** 1: agents take as long as they would; less: faster, for tests. */
  readonly pace: number;
  /** Changes when the service restarts. */
  startedAt: Date;
}

const versionBefore = randomBytes(20).toString('hex');

/** The version that is reported, by `/version` and `/health` alike. */
export function reportedVersion({ faults, version }: Service): string {
  return faults.has('stale-version') ? versionBefore : version;
}

export function uptimeS({ startedAt }: Service): number {
  return Math.floor((Date.now() - startedAt.getTime()) / 1_000);
}
