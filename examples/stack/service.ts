import { randomBytes } from 'node:crypto';
import type { FaultBoard } from './faults.ts';
import type { Threads } from './threads.ts';
import type { Tokens } from './tokens.ts';

export interface Build {
  /** The commit that it was "built" from. */
  readonly version: string;
  /** `/ws` closes with 1011, and upgrades to `/ws/events` are never answered. */
  readonly breaksSockets: boolean;
}

/** What both services share. */
export interface Service {
  readonly faults: FaultBoard;
  readonly tokens: Tokens;
  readonly threads: Threads;
  /** What runs; a deploy starts another. */
  build: Build;
  /** So many agents work at once; the run of one more never goes on. */
  readonly agentsAtOnce: number;
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
export function reportedVersion({ faults, build }: Service): string {
  return faults.has('stale-version') ? versionBefore : build.version;
}

export function uptimeS({ startedAt }: Service): number {
  return Math.floor((Date.now() - startedAt.getTime()) / 1_000);
}
