import type { Fault } from '../fault.ts';
import { withProxy, withService, withTeam, type Plan } from '../plan.ts';
import { minting, otherUser } from './sign-in.ts';

const family = 'auth';

/** Signs itself, or lets the auth service sign with the secret that was right. */
function known(plan: Plan, isMinted: boolean): Plan {
  return isMinted ? minting(plan) : withTeam(plan, { signsIn: 'login' });
}

export const authFaults: readonly Fault[] = [
  {
    id: 'token-secret-mismatch',
    family,
    plan: (plan, draw) => {
      const refusal = draw.either([401], [401, 403]);
      return withService(known(plan, draw.chance(0.6)), { secret: `rotated-secret-${draw.int(1e6, 9e6)}`, refusal });
    },
  },
  {
    id: 'token-algorithm-mismatch',
    family,
    plan: (plan, draw) => withService(known(plan, draw.chance(0.6)), { algorithm: draw.either(['HS384'], ['HS512']) }),
  },
  {
    id: 'token-claims-mismatch',
    family,
    plan: (plan, draw) => {
      const claim = draw.either(['aud'], ['iss']);
      const wanted = { [claim]: `https://${draw.either(['api', 'chat'], ['gateway', 'edge'])}.example.com` };
      const changed = withService(minting(plan, { [claim]: 'https://old.example.com' }), { claims: wanted });
      return withTeam(changed, {
        variables: { ...changed.team.variables, EXTRA_CLAIMS: JSON.stringify({ [claim]: 'https://old.example.com' }) },
      });
    },
  },
  {
    id: 'token-expired',
    family,
    plan: (plan, draw) => {
      const slow = withService(minting(plan), { socket: { gapMs: draw.int(150, 250) } });
      return withTeam(slow, { variables: { ...slow.team.variables, SHARED_TTL_S: String(draw.either([1], [2])) } });
    },
  },
  {
    id: 'clock-skew',
    family,
    plan: (plan, draw) => {
      const clockS = draw.either([-30, -90, 400], [-20, -240, 900]);
      const seen = withProxy(minting(plan), { nginx: { rest: { proxy_pass_header: 'Date' } } });
      return withService(seen, { clockS, leewayS: draw.int(0, 5) });
    },
  },
  {
    id: 'signing-key-unknown',
    family,
    plan: (plan, draw) => {
      const kid = draw.int(100, 999);
      const error = draw.either(
        [`no matching key for kid "${kid}"`, `unknown kid ${kid}`],
        [`unable to find a signing key that matches: "${kid}"`],
      );
      const refused = { status: 401, body: { error } };
      return withService(known(plan, draw.chance(0.5)), {
        paths: { '/api/me': refused, '/api/items': refused },
        socket: { upgrade: { of: 'good', ...refused } },
      });
    },
  },
  {
    id: 'auth-failure-as-1011',
    family,
    plan: (plan, draw) => {
      const reason = draw.either(['Internal error', 'Authentication failed'], ['Auth error', 'internal server error']);
      const refusesBy = { code: 1011, reason };
      return withService(minting(plan), { secret: `rotated-secret-${draw.int(1e6, 9e6)}`, socket: { refusesBy } });
    },
  },
  {
    id: 'test-user-missing',
    family,
    plan: (plan, draw) => {
      const other = draw.chance(0.6) ? otherUser(plan, draw) : undefined;
      return withService(minting(plan, {}, other), {
        unknownUsers: [plan.team.user],
        refusal: draw.either([401, 403], [403, 404]),
      });
    },
  },
  {
    id: 'origin-rejected',
    family,
    plan: (plan, draw) => {
      const origin = draw.either(['https://app.example.com'], ['https://staging.example.org']);
      const status = draw.either([403], [403, 400]);
      const says = draw.either(['Origin not allowed'], ['Forbidden']);
      const changed = withTeam(plan, {
        variables: { ...plan.team.variables, ORIGIN: origin },
        websocket: { ...plan.team.websocket, origin },
      });
      return withProxy(changed, {
        nginx: { socket: { [`if ($http_origin = "${origin}")`]: `{ return ${status} "${says}"; }` } },
        haproxy: {
          socket: {
            'http-request return': `status ${status} content-type text/plain string "${says}" if { req.hdr(origin) ${origin} }`,
          },
        },
      });
    },
  },
  {
    id: 'login-wall',
    family,
    plan: (plan, draw) => {
      if (draw.chance(0.5)) {
        const to = draw.either(['https://sso.localhost/login'], ['https://accounts.localhost/signin/oauth']);
        const go = { proxy_pass: false, return: `302 ${to}?next=$request_uri` } as const;
        const redirect = { 'http-request redirect': `location ${to} code 302` };
        return withProxy(plan, {
          nginx: { socket: go, rest: go },
          haproxy: { socket: redirect, rest: redirect },
        });
      }
      const page = `<html><head><title>Sign in</title></head><body><form><input type=password></form></body></html>`;
      const answer = { proxy_pass: false, default_type: 'text/html', return: `401 '${page}'` } as const;
      const word = { 'http-request return': `status 401 content-type text/html string "${page}"` };
      return withProxy(plan, { nginx: { socket: answer, rest: answer }, haproxy: { socket: word, rest: word } });
    },
  },
];
