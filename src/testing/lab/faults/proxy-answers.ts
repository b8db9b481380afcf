import type { Fault } from '../fault.ts';
import { withProxy, type Lines } from '../plan.ts';

/** What a proxy answers by itself. */
export const proxyAnswerFaults = (family: string): readonly Fault[] => [
  {
    id: 'route-missing',
    family,
    plan: (plan, draw) => {
      const status = draw.either([404], [404, 403]);
      const answer = { proxy_pass: false, return: String(status) } as const;
      const word = `status ${status} content-type text/html string "<html><body>No such page</body></html>"`;
      if (draw.chance(0.6)) {
        return withProxy(plan, { nginx: { socket: answer }, haproxy: { socket: { 'http-request return': word } } });
      }
      return withProxy(plan, {
        nginx: { locations: { '/api/items': answer } },
        haproxy: { rest: { 'http-request return': `${word} if { path_beg /api/items }` } },
      });
    },
  },
  {
    id: 'redirect-on-upgrade',
    family,
    plan: (plan, draw) => {
      const status = draw.either([301, 302], [307, 308]);
      const to = draw.either(['https://www.localhost', 'http://localhost:8080'], ['https://app.localhost:9443']);
      return withProxy(plan, {
        nginx: { socket: { proxy_pass: false, return: `${status} ${to}$request_uri` } },
        haproxy: { socket: { 'http-request redirect': `prefix ${to} code ${status}` } },
      });
    },
  },
  {
    id: 'waf-blocking',
    family,
    plan: (plan, draw) => {
      const status = draw.either([403], [403, 406]);
      const page = `"<html><head><title>Request rejected</title></head><body>Your support id is ${draw.int(1e6, 9e6)}</body></html>"`;
      const isEverywhere = draw.chance(0.5);
      const nginx: Lines = {
        'if ($http_user_agent !~ Mozilla)': `{ return ${status} ${page.replaceAll('"', "'")}; }`,
        default_type: 'text/html',
      };
      const haproxy: Lines = {
        'http-request return': `status ${status} content-type text/html string ${page} unless { req.hdr(user-agent) -m sub Mozilla }`,
      };
      return withProxy(plan, {
        nginx: { socket: nginx, rest: isEverywhere ? nginx : {} },
        haproxy: { socket: haproxy, rest: isEverywhere ? haproxy : {} },
      });
    },
  },
];
