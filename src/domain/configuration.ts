import type { OwnCause } from './own-cause.ts';
import type { Setting } from './setting.ts';

/** One service of an environment. Paths are relative to `url`; `version` is a path or `path#/json/pointer`. */
export interface Service {
  readonly url: Setting;
  readonly health?: string | undefined;
  readonly deepHealth?: string | undefined;
  readonly version?: string | undefined;
  readonly checks: readonly ServiceCheck[];
  readonly headers: Readonly<Record<string, Setting>>;
  /** A base URL that goes round the proxy. */
  readonly direct?: Setting | undefined;
}

export interface ServiceCheck {
  readonly path: string;
  readonly status?: number | undefined;
  readonly contains?: string | undefined;
  readonly json?: Readonly<Record<string, unknown>> | undefined;
  readonly withinMs?: number | undefined;
  readonly auth?: string | undefined;
}

export const authForms = ['header', 'subprotocol', 'subprotocol-dot', 'query', 'cookie', 'first-message'] as const;
export type AuthForm = (typeof authForms)[number];

export interface WebSocketEndpoint {
  readonly url: Setting;
  readonly auth?: string | undefined;
  readonly authBy: readonly AuthForm[];
  readonly subprotocols: readonly string[];
  readonly origin?: string | undefined;
  readonly welcome?: string | undefined;
  readonly send?: string | undefined;
  readonly expect: readonly string[];
  readonly typeAt: string;
  readonly withinMs?: number | undefined;
  readonly holdMs?: number | undefined;
  readonly direct?: Setting | undefined;
}

export type Credential =
  | {
      readonly kind: 'jwt';
      readonly alg: string;
      readonly secret?: Setting | undefined;
      readonly privateKey?: Setting | undefined;
      readonly claims: Readonly<Record<string, unknown>>;
      readonly ttlMs: number;
      readonly kid?: string | undefined;
    }
  | {
      readonly kind: 'login';
      readonly service: string;
      readonly path: string;
      readonly body: Readonly<Record<string, Setting>>;
      readonly token: string;
    }
  | { readonly kind: 'static'; readonly token: Setting };

export interface AuditRules {
  readonly required: readonly string[];
  readonly domains: readonly string[];
  readonly files: readonly string[];
  readonly report?: AuditReport | undefined;
  readonly forbid: readonly string[];
}

/** Where services say which variables are set: names, never values. */
export interface AuditReport {
  readonly path: string;
  /** Absent: all of the environment. */
  readonly services?: readonly string[] | undefined;
  readonly auth?: string | undefined;
}

export interface DeployRules {
  readonly command: readonly string[];
  readonly cwd?: string | undefined;
  readonly timeoutMs: number;
  readonly approval: 'required' | 'none' | 'four-eyes';
  readonly expectVersion?: string | { readonly command: readonly string[] } | undefined;
  readonly settleMs?: number | undefined;
  /** With the allow-list, all that the command and its repairs get. Placeholders are still in it. Absent: nothing more. */
  readonly variables?: Readonly<Record<string, Setting>> | undefined;
  readonly repairs: Readonly<Record<string, Repair>>;
}

export interface Repair {
  readonly command: readonly string[];
  readonly approval: 'required' | 'none' | 'four-eyes';
  /** Ids of causes that it helps against. Absent or empty: offered for anything, and never run by itself. */
  readonly for?: readonly string[] | undefined;
  /** Absent: ten minutes. */
  readonly timeoutMs?: number | undefined;
}

/** How the deploy-test loop goes about an environment. */
export interface LoopRules {
  readonly rounds: number;
  readonly timeMs: number;
  /** A red suite of this tier, or of a higher one, ends the round. */
  readonly stopAtRed: number | 'never';
  readonly approvalWithinMs: number;
  /**
   * What follows a deploy that failed: a person is asked whether to test the old build, or the loop ends. Absent: as with the
   * deploy itself, `ask` where somebody has to agree to it.
   */
  readonly oldBuild?: 'ask' | 'never' | undefined;
  readonly audit: { readonly withinMs: number; readonly stops: boolean };
  readonly gate: {
    /** Until the intended version must answer. */
    readonly withinMs: number;
    /** Fresh connections to each service in each of two looks. */
    readonly samples: number;
    /** A deploy starts services anew: no version is believed where the uptime goes on. */
    readonly restarts: boolean;
  };
  readonly stability: {
    readonly samples: number;
    /** 0 to 1: the share of them that may fail. */
    readonly errorShare: number;
    /** So many closes with the code of `alerts.spike` since the gate are too many. */
    readonly closes: number;
  };
}

export const defaultLoopRules: LoopRules = {
  rounds: 3,
  timeMs: 3_600_000,
  stopAtRed: 1,
  approvalWithinMs: 900_000,
  audit: { withinMs: 30_000, stops: false },
  gate: { withinMs: 300_000, samples: 8, restarts: true },
  stability: { samples: 10, errorShare: 0, closes: 3 },
};

export interface Environment {
  readonly name: string;
  readonly services: ReadonlyMap<string, Service>;
  readonly websockets: ReadonlyMap<string, WebSocketEndpoint>;
  readonly credentials: ReadonlyMap<string, Credential>;
  readonly audit: AuditRules;
  readonly deploy?: DeployRules | undefined;
  /** Absent: `defaultLoopRules`. */
  readonly loop?: LoopRules | undefined;
  /** A file with further certificate authorities, absolute. */
  readonly tlsCa?: string | undefined;
  readonly locations: readonly string[];
}

export const runnerNames = ['pytest', 'node-test', 'junit'] as const;
export type RunnerName = (typeof runnerNames)[number];

/** A test that is known to be flaky and does not turn a run red for a while. */
export interface Quarantine {
  /** Its id; `*` stands for anything. */
  readonly test: string;
  readonly owner: string;
  /** The last day, `2026-12-31`, in UTC. */
  readonly until: string;
  readonly reason: string;
}

export interface Suite {
  readonly name: string;
  readonly runner: RunnerName;
  /** argv; never a shell. */
  readonly command: readonly string[];
  /** 1 is highest; `p1` names the tier. */
  readonly priority: number;
  readonly timeoutMs: number;
  /** Absolute; the folder of `e2e.yaml` unless named. */
  readonly cwd: string;
  /** With the allow-list, all that the child gets. Placeholders such as `${services.api.url}` are still in it. */
  readonly variables: Readonly<Record<string, Setting>>;
  /** Names of the environments it may run on; empty: all. */
  readonly environments: readonly string[];
  readonly owner?: string | undefined;
  readonly impact?: string | undefined;
  /** Where a `junit` runner leaves its file, absolute. */
  readonly report?: string | undefined;
  /** Hosts that a real test must reach; empty: the environment's. */
  readonly targets: readonly string[];
  /** Never in tier 1. Absent: none. */
  readonly quarantine?: readonly Quarantine[] | undefined;
  /** False: a diagnosis never runs tests of it again. */
  readonly rerun?: boolean | undefined;
  /** When a sample of at most `most` tests is tried against targets that do not work; cron in UTC. */
  readonly prove?: { readonly cron: string; readonly most: number } | undefined;
}

export interface Sweep {
  readonly name: string;
  readonly cron: string;
  readonly environment: string;
  readonly endpoints: 'all' | readonly string[];
  readonly alert?: string | undefined;
  readonly failAfter?: number | undefined;
  readonly recoverAfter?: number | undefined;
  readonly remindersMs?: readonly number[] | undefined;
}

/** In which nothing is alerted, though everything is measured. */
export type MaintenanceWindow = {
  /** Absent: every environment. */
  readonly environment?: string | undefined;
  readonly reason?: string | undefined;
} & (
  | { readonly kind: 'once'; readonly fromAt: string; readonly toAt: string }
  | { readonly kind: 'repeated'; readonly cron: string; readonly forMs: number }
);

export interface AlertRules {
  readonly channel?: string | undefined;
  /** A user group, as written. */
  readonly onCall?: string | undefined;
  readonly spike: SpikeRules;
  readonly maintenance: readonly MaintenanceWindow[];
  /** Addresses that must answer when this machine is online. */
  readonly control: readonly Setting[];
}

export interface SpikeRules {
  readonly code: number;
  readonly baseRate: number;
  readonly threshold: number;
  /** The most that one sweep adds. */
  readonly cap: number;
  /** In sweeps. */
  readonly window: number;
  readonly rarity: number;
}

/** Where the numbers come from: a simulation of sweeps, see docs/decisions.md. */
export const defaultSpike: SpikeRules = {
  code: 1011,
  baseRate: 0.005,
  threshold: 10,
  cap: 4.5,
  window: 60,
  rarity: 1e-5,
};

/** Closes that the team's own servers saw. */
export interface IngestRules {
  /** Absent: nothing may be pushed. */
  readonly secret?: Setting | undefined;
  /** Absolute files. */
  readonly logs: readonly { readonly file: string; readonly environment: string; readonly endpoint: string }[];
}

export const permissions = ['run', 'probe', 'deploy', 'approve', 'silence', 'lock', 'admin'] as const;
export type Permission = (typeof permissions)[number];

/** Permission → user ids, e-mail addresses or user groups that have it. */
export type AccessRules = Readonly<Partial<Record<Permission, readonly string[]>>>;

/** What `e2e.yaml` says, checked and with defaults filled in. */
export interface Configuration {
  /** Absolute path of the file. */
  readonly file: string;
  /** In the order of the file; the first is the default. */
  readonly environments: ReadonlyMap<string, Environment>;
  readonly suites: ReadonlyMap<string, Suite>;
  readonly sweeps: ReadonlyMap<string, Sweep>;
  readonly alerts: AlertRules;
  readonly ingest: IngestRules;
  /** A team's own causes, by id. */
  readonly causes: Readonly<Record<string, OwnCause>>;
  /** Absent: anybody in the workspace may. */
  readonly access?: AccessRules | undefined;
  readonly slack: { readonly channel?: string | undefined; readonly command: string };
  readonly history: {
    readonly keepRuns: number;
    readonly keepProbesMs: number;
    /** Absolute folder. */
    readonly data: string;
    readonly url?: Setting | undefined;
  };
}
