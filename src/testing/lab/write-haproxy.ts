import type { Lines, Plan } from './plan.ts';
import type { ProxyPorts } from './write-nginx.ts';

/** The frontends and backends of a haproxy before the replicas and the auth service; `pem` has the certificate and its key. */
export function writeHaproxy({ proxy, service }: Plan, ports: ProxyPorts, pem: string): string {
  const { bind, frontend, socket, rest, serverWords } = proxy.haproxy;
  const tls = proxy.isTls ? ` ssl crt ${pem} alpn ${proxy.isHttp2 ? 'h2,' : ''}http/1.1` : '';
  const servers = ports.replicas.map((port, index) => [
    `server api${index + 1} 127.0.0.1:${port} ${serverWords}`.trim(),
    '',
  ]);
  const usual: Lines = { balance: 'roundrobin', ...Object.fromEntries(servers) };
  return [
    section('frontend api', {
      [`bind 127.0.0.1:${ports.api}${bind.startsWith('ssl crt') ? '' : tls} ${bind.replace('PEM', pem)}`.trim()]: '',
      'timeout client': '60s',
      'acl is_socket path': service.socketPath ?? '/ws',
      ...frontend,
      'use_backend sockets if is_socket': '',
      default_backend: 'rest',
    }),
    section('backend sockets', { ...usual, 'timeout server': '60s', ...socket }),
    section('backend rest', { ...usual, 'timeout server': '30s', ...rest }),
    section('frontend auth', { [`bind 127.0.0.1:${ports.auth}${tls}`]: '', default_backend: 'auth' }),
    section('backend auth', { [`server auth 127.0.0.1:${ports.authService}`]: '' }),
  ].join('\n');
}

function section(head: string, lines: Lines): string {
  const own = Object.entries(lines).flatMap(([name, value]) =>
    value === false ? [] : [`  ${name} ${value}`.trimEnd()],
  );
  return [head, ...own].join('\n');
}
