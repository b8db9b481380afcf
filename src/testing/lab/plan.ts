import type { Draw } from './draw.ts';
import type { ServiceSettings } from './settings.ts';

export type ServerName = 'nginx' | 'haproxy';
export type BackendName = 'python' | 'node';
export type CertificateName = 'valid' | 'expired' | 'wrongName' | 'selfSigned' | 'withoutIntermediate';

/** Directive with its first word → the rest; `false` takes a usual one away. */
export type Lines = Readonly<Record<string, string | false>>;

/** One stack, before it is started. A fault is a change of it. */
export interface Plan {
  readonly server: ServerName;
  readonly backend: BackendName;
  readonly runner: 'pytest' | 'node-test';
  readonly replicas: number;
  /** Of every replica of the API. */
  readonly service: ServiceSettings;
  /** Of single replicas, on top of that. */
  readonly replica: ReadonlyMap<number, ServiceSettings>;
  readonly auth: ServiceSettings;
  /** Words before the command of a replica, such as `prlimit`. */
  readonly prefix: readonly string[];
  /** A replica that ends is started again after so long. */
  readonly restartsMs?: number | undefined;
  readonly proxy: ProxyPlan;
  readonly team: TeamPlan;
}

export interface ProxyPlan {
  readonly certificate: CertificateName;
  readonly isHttp2: boolean;
  /** Whether it speaks TLS at all. */
  readonly isTls: boolean;
  readonly nginx: {
    readonly http: Lines;
    readonly upstream: Lines;
    readonly server: Lines;
    readonly socket: Lines;
    readonly rest: Lines;
    readonly auth: Lines;
    /** Further locations: path → lines. */
    readonly locations: Readonly<Record<string, Lines>>;
  };
  readonly haproxy: {
    readonly bind: string;
    readonly frontend: Lines;
    readonly socket: Lines;
    readonly rest: Lines;
    /** Behind each `server` line. */
    readonly serverWords: string;
  };
}

/** What the team configured and tests. */
export interface TeamPlan {
  /** Addresses round the proxy are configured. */
  readonly hasDirect: boolean;
  readonly signsIn: 'minted' | 'login';
  readonly idleMs: number;
  readonly connections: number;
  readonly requestMs: number;
  readonly user: string;
  /** The suite in `suites/`: `lab` unless it is said. */
  readonly suite?: string | undefined;
  /** A green run stands in the history. */
  readonly hasHistory: boolean;
  /** Further variables of the process that runs suites and asks back. */
  readonly around: Readonly<Record<string, string>>;
  /** Further variables of the suite. */
  readonly variables: Readonly<Record<string, string>>;
  /** Merged into the document of e2e.yaml: environment, websocket, service. */
  readonly environment: Readonly<Record<string, unknown>>;
  readonly websocket: Readonly<Record<string, unknown>>;
  readonly api: Readonly<Record<string, unknown>>;
}

/** A stack that is well. */
export function drawPlan(draw: Draw, of: Pick<Plan, 'server' | 'backend'>): Plan {
  const password = `pw-${draw.int(10_000, 99_999)}-lab`;
  const secret = `lab-secret-${draw.int(1_000_000, 9_999_999)}-lab-secret`;
  const shared = { secret, password, version: `1.${draw.int(0, 30)}.${draw.int(0, 9)}` };
  return {
    ...of,
    runner: draw.pick(['pytest', 'node-test']),
    replicas: draw.int(1, 3),
    service: {
      ...shared,
      uptimeS: draw.int(4_000, 900_000),
      namesInstance: draw.chance(0.5),
      socketPath: draw.pick(['/ws', '/api/ws', '/socket']),
      socket: { gapMs: draw.int(5, 40) },
    },
    replica: new Map(),
    auth: { ...shared, uptimeS: draw.int(4_000, 900_000) },
    prefix: [],
    proxy: {
      certificate: 'valid',
      isHttp2: draw.chance(0.6),
      isTls: true,
      nginx: { http: {}, upstream: {}, server: {}, socket: {}, rest: {}, auth: {}, locations: {} },
      haproxy: { bind: '', frontend: {}, socket: {}, rest: {}, serverWords: '' },
    },
    team: {
      hasDirect: draw.chance(0.5),
      signsIn: draw.pick(['minted', 'login']),
      idleMs: draw.int(1_200, 1_800),
      connections: draw.int(4, 6),
      requestMs: draw.int(2_000, 3_000),
      user: `staging-e2e-user-${String(draw.int(1, 40)).padStart(3, '0')}`,
      hasHistory: draw.chance(0.3),
      around: {},
      variables: {},
      environment: {},
      websocket: {},
      api: {},
    },
  };
}

/** With other settings of every replica; those of its socket are merged too. */
export function withService(plan: Plan, changes: ServiceSettings): Plan {
  return { ...plan, service: mergeSettings(plan.service, changes) };
}

/** With other settings of one replica alone. */
export function withReplica(plan: Plan, index: number, changes: ServiceSettings): Plan {
  return { ...plan, replica: new Map(plan.replica).set(index, mergeSettings(plan.replica.get(index) ?? {}, changes)) };
}

export function mergeSettings(usual: ServiceSettings, changes: ServiceSettings): ServiceSettings {
  const paths = { ...usual.paths, ...changes.paths };
  return { ...usual, ...changes, paths, socket: { ...usual.socket, ...changes.socket } };
}

export interface ProxyChanges {
  readonly nginx?: Partial<ProxyPlan['nginx']>;
  readonly haproxy?: Partial<ProxyPlan['haproxy']>;
}

/** With further lines in the configuration of whichever proxy it is. */
export function withProxy(plan: Plan, { nginx = {}, haproxy = {} }: ProxyChanges): Plan {
  const { proxy } = plan;
  const usual = { nginx: proxy.nginx, haproxy: proxy.haproxy };
  return {
    ...plan,
    proxy: {
      ...proxy,
      nginx: {
        http: { ...usual.nginx.http, ...nginx.http },
        upstream: { ...usual.nginx.upstream, ...nginx.upstream },
        server: { ...usual.nginx.server, ...nginx.server },
        socket: { ...usual.nginx.socket, ...nginx.socket },
        rest: { ...usual.nginx.rest, ...nginx.rest },
        auth: { ...usual.nginx.auth, ...nginx.auth },
        locations: { ...usual.nginx.locations, ...nginx.locations },
      },
      haproxy: {
        bind: `${usual.haproxy.bind} ${haproxy.bind ?? ''}`.trim(),
        frontend: { ...usual.haproxy.frontend, ...haproxy.frontend },
        socket: { ...usual.haproxy.socket, ...haproxy.socket },
        rest: { ...usual.haproxy.rest, ...haproxy.rest },
        serverWords: `${usual.haproxy.serverWords} ${haproxy.serverWords ?? ''}`.trim(),
      },
    },
  };
}

export function withTeam(plan: Plan, changes: Partial<TeamPlan>): Plan {
  return { ...plan, team: { ...plan.team, ...changes } };
}
