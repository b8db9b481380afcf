import type { Fault } from '../fault.ts';
import { withProxy, withService, withTeam } from '../plan.ts';
import type { Failing } from '../settings.ts';
import { startLumpingFront } from '../start-front.ts';

/** What a proxy cuts short or holds back. */
export const proxyLimitFaults = (family: string): readonly Fault[] => [
  {
    id: 'idle-timeout',
    family,
    plan: (plan, draw) => {
      const ms = draw.either([1_200, 2_000], [900, 1_500, 2_500]);
      const limited = withProxy(plan, {
        nginx: { socket: { proxy_read_timeout: `${ms}ms` } },
        haproxy: { socket: { 'timeout tunnel': `${ms}ms` } },
      });
      return withTeam(limited, { idleMs: ms + draw.int(600, 1_200) });
    },
  },
  {
    id: 'connection-lifetime-cap',
    family,
    plan: (plan, draw) => {
      const livesMs = draw.either([1_300, 2_000], [1_000, 1_700, 2_600]);
      const endsBy = draw.either<Failing>(
        [{ crashes: true }, { code: 1001, reason: '' }],
        [{ crashes: true }, { code: 1000 }],
      );
      const capped = withService(plan, { socket: { livesMs, endsBy } });
      return withTeam(capped, { idleMs: livesMs + draw.int(600, 1_200) });
    },
  },
  ...refusingFaults(family),
];

/** What a proxy does not let through, or holds back. */
function refusingFaults(family: string): readonly Fault[] {
  return [
    {
      id: 'rate-limited',
      family,
      plan: (plan, draw) => {
        const most = draw.either([4, 6], [5, 8]);
        const table = 'http-request track-sc0 src table rest';
        return withProxy(plan, {
          nginx: {
            http: { limit_req_zone: `$binary_remote_addr zone=all:1m rate=${most}r/s`, limit_req_status: '429' },
            server: { 'limit_req zone=all burst=1 nodelay': '' },
          },
          haproxy: {
            frontend: {
              [table]: '',
              'http-request deny deny_status 429': `if { sc_http_req_rate(0,rest) gt ${most * 2} }`,
            },
            rest: { 'stick-table type ip size 1k expire 10s store http_req_rate(2s)': '' },
          },
        });
      },
    },
    {
      id: 'instance-limit',
      family,
      plan: (plan, draw) => {
        const most = draw.either([2, 3], [3, 4]);
        const waitMs = draw.either([1_000], [800, 1_500]);
        const status = draw.either([429, 503], [429, 503]);
        const team = { ...withTeam(plan, { connections: most + 2 }), replicas: 1 };
        if (plan.server === 'nginx') {
          const limit = { most, status, afterMs: waitMs, text: 'no available instance' };
          return withService(team, { socket: { limit } });
        }
        return withProxy(team, {
          haproxy: { socket: { 'timeout queue': `${waitMs}ms` }, serverWords: `maxconn ${most}` },
        });
      },
    },
    {
      id: 'buffering-proxy',
      family,
      plan: (plan, draw) => withService(plan, { socket: { gapMs: draw.either([30, 40], [25, 50]) } }),
      inject: async (system, draw) => {
        const port = await startLumpingFront(system, {
          port: system.ports.api,
          quietMs: draw.either([250, 350], [200, 400]),
        });
        return { socket: system.addresses.socket.replace(`:${system.ports.api}/`, `:${port}/`) };
      },
    },
  ];
}
