import { startBlackHole } from '../../black-hole.ts';
import { freePort } from '../../start-program.ts';
import type { Draw } from '../draw.ts';
import type { Fault } from '../fault.ts';
import { withTeam } from '../plan.ts';
import { startForgettingFront, startNarrowFront, startResettingFront, startTlsFront } from '../start-front.ts';
import type { Addresses, System } from '../start-system.ts';

const family = 'tcp';

/** The same addresses on another port; that of the auth service too where it is behind the same balancer. */
function leadTo(port: number, { addresses }: System, draw: Draw): Partial<Addresses> {
  const moved = (address: string): string => address.replace(/:\d+(?=\/|$)/u, `:${port}`);
  const { api, socket, auth } = addresses;
  return { api: moved(api), socket: moved(socket), auth: draw.chance(0.3) ? moved(auth) : auth };
}

export const tcpFaults: readonly Fault[] = [
  {
    id: 'packets-dropped',
    family,
    inject: async (system, draw) => leadTo(await startBlackHole({ after: system.after }), system, draw),
  },
  { id: 'connection-refused', family, inject: async (system, draw) => leadTo(await freePort(), system, draw) },
  {
    id: 'connection-reset',
    family,
    inject: async (system, draw) => {
      const isAtHello = draw.either([false, true], [false, true]);
      const afterPieces = isAtHello ? 1 : 2;
      return leadTo(await startResettingFront(system, { port: system.ports.api, afterPieces }), system, draw);
    },
  },
  {
    id: 'closed-without-response',
    family,
    inject: async (system, draw) => leadTo(await startTlsFront(system, (socket) => socket.end()), system, draw),
  },
  {
    id: 'large-packets-lost',
    family,
    inject: async (system, draw) => {
      const mostBytes = draw.either([900, 1_000], [800, 1_100]);
      return leadTo(await startNarrowFront(system, { port: system.ports.api, mostBytes }), system, draw);
    },
  },
  {
    id: 'proxy-variable-interferes',
    family,
    plan: (plan, draw) => {
      const address = `http://127.0.0.1:${draw.either([9, 1], [2, 7])}`;
      const around = { HTTPS_PROXY: address, HTTP_PROXY: address, https_proxy: address, http_proxy: address };
      return { ...withTeam(plan, { around }), runner: 'pytest' };
    },
  },
  {
    id: 'stale-keepalive',
    family,
    inject: async (system, draw) => {
      const front = await startForgettingFront(system, { port: system.ports.replicas[0] ?? 0, idleMs: 250 });
      return { api: leadTo(front, system, draw).api ?? '' };
    },
  },
];
