import type { Fault } from '../fault.ts';
import { withProxy, withService, withTeam, type Lines } from '../plan.ts';
import { proxyAnswerFaults } from './proxy-answers.ts';
import { proxyLimitFaults } from './proxy-limits.ts';

const family = 'proxy';

export const proxyFaults: readonly Fault[] = [
  {
    id: 'upgrade-not-forwarded',
    family,
    plan: (plan) =>
      withProxy(plan, {
        nginx: { socket: { 'proxy_set_header Upgrade': '""', 'proxy_set_header Connection': '""' } },
        haproxy: { socket: { 'http-request del-header Upgrade': '', 'http-request set-header Connection': 'close' } },
      }),
  },
  {
    id: 'upstream-down',
    family,
    servers: ['nginx'],
    inject: async ({ replicas }) => {
      await Promise.all(replicas.map((each) => each.stop()));
    },
  },
  {
    id: 'upstream-slow',
    family,
    plan: (plan, draw) => {
      const ms = draw.either([700, 1_000], [600, 900, 1_200]);
      const paths = draw.either(
        [['/api/items'], ['*']],
        [['/api/items', '/api/me'], ['*'], ['/health/ready', '/api/items']],
      );
      const slow = Object.fromEntries(paths.map((path) => [path, { afterMs: ms + draw.int(800, 6_000) }]));
      return withProxy(withService(plan, { paths: slow }), {
        nginx: { rest: { proxy_read_timeout: `${ms}ms` } },
        haproxy: { rest: { 'timeout server': `${ms}ms` } },
      });
    },
  },
  {
    id: 'no-healthy-upstream',
    family,
    plan: (plan, draw) => {
      const page: Lines = { proxy_pass: false, return: draw.either(['503'], ['503', '503 "no healthy upstream"']) };
      const checked: Lines = {
        'option httpchk GET': `/${draw.either(['healthz', 'live'], ['status', 'ping', 'ready'])}`,
      };
      return withProxy(plan, {
        nginx: { socket: page, rest: page },
        haproxy: { socket: checked, rest: checked, serverWords: 'check inter 100ms fall 1' },
      });
    },
  },
  {
    id: 'http2-end-to-end',
    family,
    servers: ['haproxy'],
    backends: ['node'],
    plan: (plan) => withProxy(withService(plan, { isHttp2: true }), { haproxy: { serverWords: 'proto h2' } }),
  },
  {
    id: 'authorization-stripped',
    family,
    plan: (plan, draw) => {
      const isEverywhere = draw.chance(0.5);
      const [nginx, haproxy] = [
        { 'proxy_set_header Authorization': '""' },
        { 'http-request del-header': 'Authorization' },
      ];
      return withProxy(plan, {
        nginx: { socket: nginx, rest: isEverywhere ? nginx : {} },
        haproxy: { socket: haproxy, rest: isEverywhere ? haproxy : {} },
      });
    },
  },
  {
    id: 'subprotocol-stripped',
    family,
    plan: (plan) =>
      withProxy(plan, {
        nginx: { socket: { 'proxy_set_header Sec-WebSocket-Protocol': '""' } },
        haproxy: { socket: { 'http-request del-header': 'Sec-WebSocket-Protocol' } },
      }),
  },
  {
    id: 'affinity-missing',
    family,
    plan: (plan, draw) => ({
      ...withService(plan, { remembersSessions: true }),
      replicas: draw.either([2, 3], [3, 4]),
    }),
  },
  ...proxyLimitFaults(family),
  ...proxyAnswerFaults(family),
  {
    id: 'header-too-large',
    family,
    plan: (plan, draw) => {
      const groups = 'g'.repeat(draw.either([1_800, 2_500], [2_000, 3_500]));
      const status = draw.either([431, 400], [431]);
      const claims = { sub: plan.team.user, groups };
      const jwt = { alg: 'HS256', secret: { env: 'LAB_SECRET' }, claims, ttl: '5m' };
      const large = ['authorization', 'sec-websocket-protocol'].map((name) => `{ req.fhdr(${name}),length gt 1500 }`);
      const team = withTeam(plan, {
        signsIn: 'minted',
        variables: { EXTRA_CLAIMS: JSON.stringify({ groups }) },
        environment: { credentials: { 'e2e-user': { jwt } } },
      });
      return withProxy(team, {
        nginx: { server: { client_header_buffer_size: '512', large_client_header_buffers: '4 1k' } },
        haproxy: {
          frontend: {
            'http-request return': `status ${status} content-type text/plain string "Request Header Fields Too Large" if ${large.join(' or ')}`,
          },
        },
      });
    },
  },
];
