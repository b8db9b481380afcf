import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

import type { Certificates } from '../certificates.ts';
import type { RunningServer } from '../server-program.ts';
import { startHaproxy } from '../start-haproxy.ts';
import { startNginx } from '../start-nginx.ts';
import { mergeSettings, type Plan } from './plan.ts';
import { startService, type RunningService } from './start-service.ts';
import { writeHaproxy } from './write-haproxy.ts';
import { writeNginx, type ProxyPorts } from './write-nginx.ts';

/** Where tests and probes are led. */
export interface Addresses {
  readonly api: string;
  readonly auth: string;
  readonly socket: string;
  /** Round the proxy. */
  readonly directApi: string;
  readonly directSocket: string;
  /** What must answer when this machine is online; absent: what the lab has for it. */
  readonly control?: string;
}

/** A stack that runs. */
export interface System extends AsyncDisposable {
  readonly plan: Plan;
  readonly folder: string;
  readonly certificates: Certificates;
  readonly ports: ProxyPorts;
  readonly addresses: Addresses;
  readonly replicas: readonly RunningService[];
  readonly authService: RunningService;
  readonly proxy: RunningServer;
  /** Done when the stack ends. */
  readonly after: (work: () => unknown) => void;
}

export interface StackParts {
  /** A folder that somebody else removes. */
  readonly folder: string;
  readonly certificates: Certificates;
  /** Those of an earlier stack that has ended, to be taken again. */
  readonly ports?: ProxyPorts | undefined;
}

/** Starts the replicas, the auth service and the proxy before them. */
export async function startSystem(plan: Plan, { folder, certificates, ports: before }: StackParts): Promise<System> {
  await using stack = new AsyncDisposableStack();
  const after = (work: () => unknown): void => stack.defer(async () => void (await work()));
  const start = async (index: number | undefined, port: number | undefined): Promise<RunningService> => {
    const service = await startService({ ...orderOf(plan, index), port: port ?? 0 });
    after(() => service.stop());
    return service;
  };
  const [authService, ...replicas] = await Promise.all([
    start(undefined, before?.authService),
    ...Array.from({ length: plan.replicas }, (_, index) => start(index, before?.replicas[index])),
  ]);
  const behind = { replicas: replicas.map(({ port }) => port), authService: authService.port };
  const proxy = await startProxy(plan, { folder, certificates, ...behind, before, after });
  const [api = 0, auth = 0] = proxy.ports;
  const ports: ProxyPorts = { api, auth, ...behind };
  const own = stack.move();
  return {
    plan,
    folder,
    certificates,
    ports,
    addresses: addressesOf(plan, ports),
    replicas,
    authService,
    proxy,
    after: (work) => own.defer(async () => void (await work())),
    [Symbol.asyncDispose]: () => own.disposeAsync(),
  };
}

function orderOf(plan: Plan, index: number | undefined) {
  if (index === undefined) {
    return { backend: plan.backend, role: 'auth', instance: 'auth-1', settings: plan.auth, prefix: [] } as const;
  }
  const settings = mergeSettings(plan.service, plan.replica.get(index) ?? {});
  const { backend, prefix, restartsMs } = plan;
  return { backend, role: 'api', instance: `api-${index + 1}`, settings, prefix, restartsMs } as const;
}

interface ProxyParts extends Pick<ProxyPorts, 'replicas' | 'authService'> {
  readonly folder: string;
  readonly certificates: Certificates;
  readonly before: ProxyPorts | undefined;
  readonly after: (work: () => unknown) => void;
}

async function startProxy(plan: Plan, parts: ProxyParts): Promise<RunningServer> {
  const { folder, certificates, before, after } = parts;
  const wish = before === undefined ? 2 : [before.api, before.auth];
  const pair = certificates[plan.proxy.certificate];
  const portsOf = ([api = 0, auth = 0]: readonly number[]): ProxyPorts => ({ ...parts, api, auth });
  const named = (text: string): string => text.replaceAll('AUTHORITY', certificates.ca.path);
  if (plan.server === 'nginx')
    return startNginx({ after }, wish, (ports) => named(writeNginx(plan, portsOf(ports), pair)));
  const pem = path.join(folder, `proxy-${plan.proxy.certificate}.pem`);
  await writeFile(pem, `${await readFile(pair.certificate, 'utf8')}${await readFile(pair.key, 'utf8')}`);
  return startHaproxy({ after }, wish, (ports) => named(writeHaproxy(plan, portsOf(ports), pem)));
}

function addressesOf({ proxy, service }: Plan, { api, auth, replicas }: ProxyPorts): Addresses {
  const s = proxy.isTls ? 's' : '';
  const socketPath = service.socketPath ?? '/ws';
  const [direct = 0] = replicas;
  return {
    api: `http${s}://localhost:${api}`,
    auth: `http${s}://localhost:${auth}`,
    socket: `ws${s}://localhost:${api}${socketPath}`,
    directApi: `http://127.0.0.1:${direct}`,
    directSocket: `ws://127.0.0.1:${direct}${socketPath}`,
  };
}
