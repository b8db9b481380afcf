import type { Actor, Place } from './actor.ts';
import type { Observation } from './observation.ts';

/** What a round goes through, in this order. */
export const loopSteps = ['preflight', 'deploy', 'version', 'stability', 'probes', 'suites', 'diagnosis'] as const;
export type LoopStep = (typeof loopSteps)[number];

/**
 * `waiting`: for a person to approve. `green`: every suite passed and was proven. `red`: out of bounds, or nothing more to
 * try, or a step that must not be passed over. `stopped`: by a person. `interrupted`: by the end of the process.
 */
export const loopStates = ['queued', 'running', 'waiting', 'green', 'red', 'stopped', 'interrupted'] as const;
export type LoopState = (typeof loopStates)[number];

export interface LoopStepRecord {
  readonly step: LoopStep;
  readonly state: 'running' | 'passed' | 'failed' | 'skipped' | 'interrupted';
  readonly startedAt: string;
  readonly endedAt?: string | undefined;
  /** What was seen, with the numbers it rests on. */
  readonly says: string;
  /** Ids of observations of the loop. */
  readonly observations: readonly string[];
}

/**
 * One command that changes the environment. It is written down as `starting` before it is begun, so that a process that
 * finds it so, or `running`, after a restart never begins it a second time.
 */
export interface ChangeRecord {
  /** `deploy`, or the name of the repair. */
  readonly name: string;
  /** argv, redacted. */
  readonly command: readonly string[];
  readonly approval?: string | undefined;
  readonly state: 'starting' | 'running' | 'passed' | 'failed' | 'timed-out' | 'cancelled' | 'interrupted';
  readonly exitCode?: number | undefined;
  readonly startedAt: string;
  readonly endedAt?: string | undefined;
  /** The newest lines of its output, redacted, at most 20 of 500 characters. The whole is in the folder of the loop. */
  readonly tail: readonly string[];
}

/** Below the folder of a loop: where the output of a command of one round is. */
export function folderOfChange(round: number, { name }: Pick<ChangeRecord, 'name'>): string {
  return `${round}-${name}`;
}

/** What comes after a round. */
export interface LoopDecision {
  readonly kind: 'green' | 'again' | 'repair' | 'offer' | 'stop';
  /** `repair` and `offer`: the name of the repair, or `deploy`. */
  readonly repair?: string | undefined;
  /** Why, in one sentence. */
  readonly says: string;
}

export interface LoopRound {
  /** From 1. */
  readonly number: number;
  readonly startedAt: string;
  readonly endedAt?: string | undefined;
  readonly steps: readonly LoopStepRecord[];
  /** Absent where nothing is deployed. */
  readonly change?: ChangeRecord | undefined;
  /** Service → version, before the change and after the gate. */
  readonly versionsBefore: Readonly<Record<string, string>>;
  readonly versionsAfter: Readonly<Record<string, string>>;
  /** The version that must run; absent where none is configured. */
  readonly intended?: string | undefined;
  readonly audit?: string | undefined;
  readonly probing?: string | undefined;
  /** Ids, in the order of their priority. */
  readonly runs: readonly string[];
  readonly inquiries: readonly string[];
  /** Who said that what runs shall be tested though it may not be what was meant: the change failed, or none was wanted. */
  readonly keptBy?: Actor | undefined;
  /** What failed, as one short text that is equal when the same failed again. Absent for a green round. */
  readonly fingerprint?: string | undefined;
  readonly decision?: LoopDecision | undefined;
}

/** Deploy, wait for the intended version, probe, run suites, diagnose, decide; repeated up to a bound. */
export interface Loop {
  /** `l1`, `l2`, … */
  readonly id: string;
  readonly requestId: string;
  readonly environment: string;
  /** Names of suites, in the order in which they are run. */
  readonly suites: readonly string[];
  readonly mostRounds: number;
  readonly mostMs: number;
  /** False: the first round tests what runs already. */
  readonly deploys: boolean;
  /** Who asked said so beforehand: a deploy that fails does not end it, the old build is tested. */
  readonly keepsBuild?: boolean | undefined;
  readonly state: LoopState;
  readonly requestedBy: Actor;
  readonly place?: Place | undefined;
  readonly queuedAt: string;
  readonly startedAt?: string | undefined;
  readonly endedAt?: string | undefined;
  readonly toldAt?: string | undefined;
  readonly stopRequestedBy?: Actor | undefined;
  /** Why it ended, in one sentence. */
  readonly reason?: string | undefined;
  /** At most `mostRounds`. */
  readonly rounds: readonly LoopRound[];
  /** What it cites: at most 500. */
  readonly observations: readonly Observation[];
  /** The approval that it waits for. */
  readonly waitsFor?: string | undefined;
}

export function isLoopActive(loop: Pick<Loop, 'state'>): boolean {
  return loop.state === 'queued' || loop.state === 'running' || loop.state === 'waiting';
}
