import type { Fault } from '../fault.ts';
import { withProxy, withService, type CertificateName, type Plan } from '../plan.ts';

const family = 'tls';

export const tlsFaults: readonly Fault[] = [
  { id: 'certificate-expired', family, plan: (plan) => withCertificate(plan, 'expired') },
  { id: 'certificate-name-mismatch', family, plan: (plan) => withCertificate(plan, 'wrongName') },
  {
    id: 'certificate-untrusted',
    family,
    plan: (plan, draw) =>
      withCertificate(plan, draw.either(['selfSigned', 'withoutIntermediate'], ['withoutIntermediate', 'selfSigned'])),
  },
  {
    id: 'tls-version-mismatch',
    family,
    plan: (plan, draw) => {
      const version = draw.either(['TLSv1.1'], ['TLSv1', 'TLSv1.1']);
      return withProxy(plan, {
        nginx: { http: { ssl_protocols: version, ssl_ciphers: 'ALL:@SECLEVEL=0' } },
        haproxy: { bind: `ssl-min-ver TLSv1.0 ssl-max-ver ${version.padEnd(7, '.0')} ciphers ALL:@SECLEVEL=0` },
      });
    },
  },
  {
    id: 'scheme-mismatch',
    family,
    plan: (plan) => ({ ...plan, proxy: { ...plan.proxy, isTls: false } }),
    inject: async ({ addresses: { api, auth, socket } }) => ({
      api: api.replace('http:', 'https:'),
      auth: auth.replace('http:', 'https:'),
      socket: socket.replace('ws:', 'wss:'),
    }),
  },
  {
    id: 'scheme-mismatch',
    family,
    inject: async ({ addresses: { api, socket } }) => ({
      api: api.replace('https:', 'http:'),
      socket: socket.replace('wss:', 'ws:'),
    }),
  },
  {
    id: 'client-certificate-required',
    family,
    plan: (plan) =>
      withProxy(plan, {
        nginx: { server: { ssl_verify_client: 'on', ssl_client_certificate: 'AUTHORITY' } },
        haproxy: { bind: 'verify required ca-file AUTHORITY' },
      }),
  },
  {
    id: 'alpn-h2-only',
    family,
    servers: ['haproxy'],
    plan: (plan) => withProxy(plan, { haproxy: { bind: 'ssl crt PEM alpn h2 proto h2' } }),
  },
  {
    id: 'local-clock-wrong',
    family,
    plan: (plan, draw) => {
      // The certificate ran out yesterday by our clock; all others say that it is days before that.
      const clockS = -86_400 * draw.either([3, 10], [2, 6]);
      const dated = { proxy_pass_header: 'Date' };
      const late = withService(withCertificate(plan, 'expired'), { clockS });
      const world = { ...late, auth: { ...late.auth, clockS } };
      return withProxy(world, { nginx: { socket: dated, rest: dated, auth: dated } });
    },
  },
];

function withCertificate(plan: Plan, certificate: CertificateName): Plan {
  return { ...plan, proxy: { ...plan.proxy, certificate } };
}
