import type { Environment } from '#domain/configuration.ts';
import type { Symptom } from '#domain/diagnosis.ts';
import type { Observation } from '#domain/observation.ts';
import type { ProbeResult } from '#domain/probe.ts';
import type { Run } from '#domain/run.ts';
import type { Setting, Variables } from '#domain/setting.ts';
import type { TestResult } from '#domain/test-result.ts';
import type { Changes } from '#probes/prepare-probe.ts';
import type { Endpoint, HttpEndpoint, SocketEndpoint } from '#probes/endpoints.ts';

import type { FactName } from '../facts.ts';

/** What an experiment saw: an observation that has no number yet. */
export interface Finding extends Omit<Observation, 'id' | 'source' | 'fact'> {
  readonly fact: FactName;
  /** Absent: a probe. */
  readonly source?: Observation['source'] | undefined;
}

/** What is asked about. */
export interface Aim {
  readonly symptom: Symptom;
  readonly environment: Environment;
  /** The websocket it is about, or the one nearest to it. */
  readonly socket?: SocketEndpoint | undefined;
  /** All forms of signing in to that websocket, the one it is about first. */
  readonly forms: readonly SocketEndpoint[];
  /** The paths of the service it is about, in the order of the file. */
  readonly paths: readonly HttpEndpoint[];
  /** Whether it is a websocket that failed. */
  readonly isSocket: boolean;
  /** What is done again to see whether it still fails; all that there is where the report does not say what failed. */
  readonly operations: readonly Endpoint[];
  /** A path of the service that the report names and no check has. */
  readonly failingPath?: HttpEndpoint | undefined;
  /** What the configured probe did when it was replayed: where it broke. */
  readonly plain?: ProbeResult | undefined;
}

export interface ProbeWish {
  readonly endpoint: Endpoint;
  readonly changed?: Changes | undefined;
  /** Whether the configured message goes out; absent: not. */
  readonly sends?: boolean | undefined;
  /** Headers in place of those that would be sent; empty: left out. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Only this address is connected to. */
  readonly address?: string | undefined;
  /** Whoever answers is believed; nothing goes out that is secret. */
  readonly fromAnybody?: boolean | undefined;
  /** For the answer, and for what follows it. */
  readonly withinMs?: number | undefined;
}

/** Runs tests of the suite again, as its runner does. */
export interface Rerunner {
  /** How long these tests are expected to take, with what starts them; absent: all of the run. */
  seconds(tests?: readonly string[]): number;
  /** Undefined where it did not come to its end. */
  run(tests: readonly string[] | undefined, signal: AbortSignal): Promise<readonly TestResult[] | undefined>;
  /** Ids of the tests that were red in the run. */
  readonly red: ReadonlySet<string>;
}

/** What experiments measure with. */
export interface Lab {
  readonly variables: Variables;
  readonly now: () => Date;
  /** Opens one connection; waits while ten are open. Never rejects but for a bug. */
  probe(wish: ProbeWish, signal: AbortSignal): Promise<ProbeResult>;
  /** Service → version that it reports now. */
  versions(environment: Environment, signal: AbortSignal): Promise<Readonly<Record<string, string>>>;
  /** What earlier looks of this inquiry saw, the oldest first. */
  versionsSeen(): readonly Readonly<Record<string, string>>[];
  /** The version that is meant to run, where one is configured. */
  intended(environment: Environment, signal: AbortSignal): Promise<string | undefined>;
  /** When the run began and when it ended, ISO 8601 UTC. */
  readonly ranAt?: { readonly from: string; readonly to: string } | undefined;
  /** What an audit of the environment finds now. Absent where none can be made. */
  readonly audit?: ((signal: AbortSignal) => Promise<readonly Finding[]>) | undefined;
  /** Absent where tests may not be run again. */
  readonly rerunner?: Rerunner | undefined;
  /** What an endpoint (its id) took in the days before, in milliseconds, the median; undefined where too little was measured. */
  usualMs(endpoint: string): number | undefined;
  /** Whether the addresses answer that tell whether this machine is online. */
  readonly control: readonly Setting[];
  /** Service → version before the run. */
  readonly versionsOfRun: Readonly<Record<string, string>>;
  /** The last run of the suite that was green. */
  readonly lastGreen?: Pick<Run, 'id' | 'addresses' | 'endedAt'> | undefined;
  /** Whether there is time for what takes more than a few seconds. */
  readonly isThorough: boolean;
  /** From now on nothing is waited for long: what hangs has been seen to hang. */
  hurry(): void;
  isHurried(): boolean;
  /** The least uptime that a service was seen to report, in seconds. */
  youngest(): number | undefined;
  sawUptime(seconds: number): void;
  /** The first probe that had no port on this machine to be sent from. */
  withoutPort(): ProbeResult | undefined;
  /** A group of observations that no other has. */
  newGroup(): string;
}

/** One way of asking the system back. It reads, as the team's own test user. */
export interface Experiment {
  readonly name: string;
  /** What may come to be known. */
  readonly observes: readonly FactName[];
  /** How long it usually takes. */
  readonly costSeconds: number;
  /** How long it takes here, where that is known. */
  readonly costHere?: ((aim: Aim, lab: Lab) => number) | undefined;
  /** What is seen holds for other symptoms of the same endpoints too, for those of the same operation, or for this one alone. */
  readonly holdsFor?: 'endpoints' | 'operation' | 'symptom' | undefined;
  /** `comparing good, bad and no token`. */
  readonly doing: string;
  /** Whether there is anything to be measured. */
  readonly applies: (aim: Aim, lab: Lab) => boolean;
  /** Never rejects but for a bug. */
  readonly run: (aim: Aim, lab: Lab, signal: AbortSignal) => Promise<readonly Finding[]>;
}
