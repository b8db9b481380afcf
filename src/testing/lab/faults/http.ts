import type { Fault } from '../fault.ts';
import { withProxy, withService, withTeam } from '../plan.ts';

const family = 'http';

export const httpFaults: readonly Fault[] = [
  {
    id: 'http1-path-broken',
    family,
    servers: ['haproxy'],
    plan: (plan, draw) => {
      const way = draw.either(
        ['http-request silent-drop', 'tcp-request inspect-delay 20s'],
        ['http-request silent-drop'],
      );
      const broken = way.startsWith('tcp')
        ? { 'http-request silent-drop if': '{ req.ver 1.1 }' }
        : { [way]: 'if { req.ver 1.1 }' };
      const own = withProxy(plan, { haproxy: { frontend: broken } });
      return { ...own, proxy: { ...own.proxy, isHttp2: true } };
    },
  },
  {
    id: 'shallow-health',
    family,
    plan: (plan, draw) => {
      const status = draw.either([500, 503], [500, 503]);
      const body = draw.either<unknown>(
        [{ status: 'not ready' }, { error: 'internal' }],
        [{ error: 'Internal Server Error' }, 'error'],
      );
      const broken = { status, body };
      return withService(plan, { paths: { '/health/ready': broken, '/api/items': broken, '/api/me': broken } });
    },
  },
  {
    id: 'malformed-header',
    family,
    plan: (plan, draw) =>
      withTeam(plan, { variables: { TENANT: draw.either(['acme\n', 'ac\nme'], ['acme\r\n', 'a\u0007cme']) } }),
  },
  {
    id: 'extension-mismatch',
    family,
    plan: (plan, draw) => {
      const value = draw.either(
        ['permessage-deflate'],
        ['permessage-deflate; server_max_window_bits=9', 'x-webkit-deflate-frame'],
      );
      return withProxy(plan, {
        nginx: { socket: { 'add_header Sec-WebSocket-Extensions': `"${value}" always` } },
        haproxy: { socket: { 'http-response set-header Sec-WebSocket-Extensions': `"${value}"` } },
      });
    },
  },
];
