import type { Fault } from '../fault.ts';
import { withProxy, withTeam } from '../plan.ts';

const family = 'proxy';

export const proxyFaults: readonly Fault[] = [
  {
    id: 'upgrade-not-forwarded',
    family,
    plan: (plan) =>
      withProxy(plan, {
        nginx: { socket: { 'proxy_set_header Upgrade': '""', 'proxy_set_header Connection': '""' } },
        haproxy: {
          socket: { 'http-request del-header Upgrade': '', 'http-request set-header Connection': 'close' },
        },
      }),
  },
  {
    id: 'upstream-down',
    family,
    inject: async ({ replicas }) => {
      await Promise.all(replicas.map((each) => each.stop()));
    },
    servers: ['nginx'],
  },
  {
    id: 'idle-timeout',
    family,
    plan: (plan, draw) => {
      const ms = draw.either([700, 900], [500, 800, 1_000]);
      return withTeam(
        withProxy(plan, {
          nginx: { socket: { proxy_read_timeout: `${ms}ms` } },
          haproxy: { socket: { 'timeout tunnel': `${ms}ms` } },
        }),
        { idleMs: ms + draw.int(800, 1_200) },
      );
    },
  },
];
