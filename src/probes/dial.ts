import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';

import type { AddressFacts, ProbeProblem, Step, StepResult, TlsFacts } from '#domain/probe.ts';

import { cutShort } from './cut-short.ts';
import { findAddresses } from './dial-addresses.ts';
import type { NamedAddress } from './dial-addresses.ts';
import { openTunnel, proxyAuthorization, proxyOf } from './dial-proxy.ts';
import { connectFirst, untried } from './dial-tcp.ts';
import { abortedCode, ProbeFault } from './probe-fault.ts';
import type { Reach } from './probe.ts';
import { elapsedMs, openWall } from './time-wall.ts';
import type { TimeWall } from './time-wall.ts';
import { contextOf } from './tls-context.ts';
import { shakeHands } from './tls-handshake.ts';
import { sayDistrust, sayTls } from './tls-words.ts';

export interface DialWish {
  /** Offered in this order; not used where there is no TLS. */
  readonly alpn: readonly string[];
}

export interface Dialled {
  /** `dns`, `tcp` and, with TLS, `tls`. */
  readonly steps: readonly StepResult[];
  readonly addresses: readonly AddressFacts[];
  readonly tls?: TlsFacts | undefined;
  /** Connected and not yet read from; only where every rung passed. It has one listener, for errors, which ignores them. */
  readonly socket?: Socket | TLSSocket | undefined;
  readonly alpn?: string | undefined;
  readonly brokeAt?: Step | undefined;
  /** `ABORTED` when the signal was: then no rung has failed. */
  readonly problem?: ProbeProblem | undefined;
}

/** A dial under way. */
interface Climb {
  readonly reach: Reach;
  readonly wall: TimeWall;
  readonly target: URL;
  readonly proxy: URL | undefined;
  readonly steps: StepResult[];
  at: 'dns' | 'tcp' | 'tls';
  sinceMs: number;
  addresses: readonly AddressFacts[];
  tls?: TlsFacts;
  socket?: Socket | TLSSocket;
}

/**
 * Climbs dns, tcp and tls, each within its limit and all within the wall. Never rejects but for a bug. A certificate that
 * is not trusted fails the tls rung with its facts kept; nothing is ever sent over such a connection.
 */
export async function dial(reach: Reach, wish: DialWish, signal: AbortSignal): Promise<Dialled> {
  const climb = startClimb(reach, signal);
  try {
    const socket = await climbTcp(climb, await climbDns(climb));
    if (isTls(climb.target)) await climbTls(climb, socket, wish);
    return {
      steps: climb.steps,
      addresses: climb.addresses,
      tls: climb.tls,
      socket: climb.socket,
      alpn: climb.tls?.alpn,
    };
  } catch (error) {
    climb.socket?.destroy();
    if (!(error instanceof ProbeFault)) throw error;
    return fallen(climb, blameProxy(climb, error));
  }
}

function startClimb(reach: Reach, signal: AbortSignal): Climb {
  return {
    reach,
    wall: openWall(reach.limits.wallMs, signal),
    target: new URL(reach.url),
    proxy: proxyOf(reach),
    steps: [],
    at: 'dns',
    sinceMs: performance.now(),
    addresses: [],
  };
}

async function climbDns(climb: Climb): Promise<readonly NamedAddress[]> {
  const { addresses, detail } = await findAddresses(hostOf(climb.proxy ?? climb.target), climb.reach, climb.wall);
  climb.addresses = untried(addresses);
  pass(climb, climb.proxy === undefined ? detail : `proxy ${climb.proxy.host}: ${detail}`);
  return addresses;
}

async function climbTcp(climb: Climb, addresses: readonly NamedAddress[]): Promise<Socket> {
  start(climb, 'tcp');
  const limitMs = climb.reach.limits.tcpMs;
  const connected = await connectFirst(addresses, portOf(climb.proxy ?? climb.target), { limitMs, wall: climb.wall });
  climb.addresses = connected.facts;
  if ('fault' in connected) throw connected.fault;
  climb.socket = connected.socket;
  const tunnel = usesTunnel(climb) ? await openTunnelTo(climb, connected.socket) : '';
  pass(climb, `${connected.detail}${tunnel}`);
  return connected.socket;
}

async function openTunnelTo(climb: Climb, socket: Socket): Promise<string> {
  const { target, proxy, reach, wall } = climb;
  if (proxy === undefined) return '';
  const host = target.hostname;
  const ask = {
    authority: `${host}:${portOf(target)}`,
    authorization: proxyAuthorization(proxy),
    limitMs: reach.limits.answerMs,
  };
  const line = await openTunnel(socket, ask, wall);
  return `, tunnel to ${ask.authority}: ${line}`;
}

async function climbTls(climb: Climb, under: Socket, wish: DialWish): Promise<void> {
  start(climb, 'tls');
  const host = hostOf(climb.target);
  const { ca, limits, takesAnyCertificate = false } = climb.reach;
  const hello = { host, alpn: wish.alpn, context: contextOf(ca), limitMs: limits.tlsMs };
  const { socket, facts } = await shakeHands(under, hello, climb.wall);
  climb.socket = socket;
  climb.tls = facts;
  if (!facts.isTrusted && !takesAnyCertificate)
    throw new ProbeFault(facts.distrust ?? 'UNTRUSTED', sayDistrust(facts, host));
  pass(climb, sayTls(facts, host));
}

function start(climb: Climb, at: Climb['at']): void {
  climb.at = at;
  climb.sinceMs = performance.now();
}

function pass(climb: Climb, detail: string): void {
  climb.steps.push({
    step: climb.at,
    outcome: 'passed',
    durationMs: elapsedMs(climb.sinceMs),
    detail: cutShort(detail, 300),
  });
}

function fallen(climb: Climb, { code, message }: ProbeFault): Dialled {
  const { at, addresses, tls } = climb;
  const rungs: readonly Step[] = isTls(climb.target) ? ['dns', 'tcp', 'tls'] : ['dns', 'tcp'];
  const rest = rungs.slice(rungs.indexOf(at) + 1).map((step) => ({ step, outcome: 'not-reached' as const }));
  if (code === abortedCode) {
    const steps: readonly StepResult[] = [...climb.steps, { step: at, outcome: 'not-reached' }, ...rest];
    return { steps, addresses, tls, problem: { code, message } };
  }
  const failed = {
    step: at,
    outcome: 'failed',
    durationMs: elapsedMs(climb.sinceMs),
    detail: cutShort(message, 300),
  } as const;
  return { steps: [...climb.steps, failed, ...rest], addresses, tls, brokeAt: at, problem: { code, message } };
}

/** Whatever fails on the way to and through a proxy is the proxy's: `PROXY_ECONNREFUSED`, `PROXY_502`. */
function blameProxy({ proxy, at }: Climb, fault: ProbeFault): ProbeFault {
  if (proxy === undefined || at === 'tls' || fault.code === abortedCode) return fault;
  return new ProbeFault(`PROXY_${fault.code}`, `proxy ${proxy.host}: ${fault.message}`);
}

/** TLS and WebSockets go through a tunnel; for plain HTTP a proxy is asked with the whole address, as every client does. */
function usesTunnel({ proxy, target }: Climb): boolean {
  return proxy !== undefined && target.protocol !== 'http:';
}

function isTls({ protocol }: URL): boolean {
  return protocol === 'https:' || protocol === 'wss:';
}

function hostOf({ hostname }: URL): string {
  return hostname.startsWith('[') ? hostname.slice(1, -1) : hostname;
}

function portOf(url: URL): number {
  if (url.port !== '') return Number(url.port);
  return isTls(url) ? 443 : 80;
}
