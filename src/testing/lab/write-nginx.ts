import type { KeyPair } from '../certificates.ts';
import type { Lines, Plan } from './plan.ts';

export interface ProxyPorts {
  readonly api: number;
  readonly auth: number;
  readonly replicas: readonly number[];
  readonly authService: number;
}

/** What stands inside `http { … }` of an nginx before the replicas and the auth service. */
export function writeNginx({ proxy, service }: Plan, ports: ProxyPorts, pair: KeyPair): string {
  const { http, upstream, server, socket, rest, auth, locations } = proxy.nginx;
  const words = `${proxy.isTls ? ' ssl' : ''}${proxy.isTls && proxy.isHttp2 ? ' http2' : ''}`;
  const tls: Lines = proxy.isTls ? { ssl_certificate: pair.certificate, ssl_certificate_key: pair.key } : {};
  const passing: Lines = { proxy_pass: 'http://api', proxy_http_version: '1.1', 'proxy_set_header Host': '$http_host' };
  const upgrade: Lines = {
    ...passing,
    'proxy_set_header Upgrade': '$http_upgrade',
    'proxy_set_header Connection': '$connection_upgrade',
    proxy_read_timeout: '60s',
  };
  const plain: Lines = { ...passing, 'proxy_set_header Connection': '""', proxy_read_timeout: '30s' };
  const further = Object.entries(locations).map(([path, own]) => block(`location ${path}`, { ...plain, ...own }));
  const servers = ports.replicas.map((port) => [`server 127.0.0.1:${port}`, ''] as const);
  return [
    'map $http_upgrade $connection_upgrade { default upgrade; "" close; }',
    block('upstream api', { ...Object.fromEntries(servers), ...upstream }),
    toLines({ client_header_timeout: '20s', ...http }),
    'server {',
    toLines({ [`listen 127.0.0.1:${ports.api}${words}`]: '', ...tls, ...server }),
    block(`location = ${service.socketPath ?? '/ws'}`, { ...upgrade, ...socket }),
    ...further,
    block('location /', { ...plain, ...rest }),
    '}',
    'server {',
    toLines({ [`listen 127.0.0.1:${ports.auth}${words}`]: '', ...tls }),
    block('location /', { proxy_pass: `http://127.0.0.1:${ports.authService}`, proxy_read_timeout: '30s', ...auth }),
    '}',
  ].join('\n');
}

function block(head: string, lines: Lines): string {
  return `${head} {\n${toLines(lines)}\n}`;
}

/** A value in braces is a block of its own. */
function toLines(lines: Lines): string {
  return Object.entries(lines)
    .flatMap(([name, value]) =>
      value === false ? [] : [`  ${name} ${value}`.trimEnd() + (value.endsWith('}') ? '' : ';')],
    )
    .join('\n');
}
