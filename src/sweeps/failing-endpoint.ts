import type { ProbeResult, Step } from '#domain/probe.ts';

/** An endpoint that failed often enough to count as down, as it failed last. */
export interface FailingEndpoint {
  readonly environment: string;
  /** Its id: `chat:subprotocol`. */
  readonly endpoint: string;
  readonly layer: Step;
  readonly code: string;
  /** `host:port` of what was dialled. */
  readonly origin: string;
  /** `address:port` of every address that was tried. */
  readonly addresses: readonly string[];
  /** The `Server` header of the answer. */
  readonly server?: string | undefined;
  /** What was seen, in one sentence. */
  readonly message: string;
  readonly closeReason?: string | undefined;
  readonly closedBy?: 'server' | 'client' | 'nobody' | undefined;
  /** Since when it fails, and how often in a row. */
  readonly since: string;
  readonly failures: number;
}

/** What grouping needs of a failed result. `streak`: since when the endpoint fails, and how often in a row. */
export function toFailingEndpoint(
  result: ProbeResult,
  streak: { readonly since: string; readonly failures: number },
): FailingEndpoint {
  const { environment = '', endpoint, url, brokeAt, problem, addresses, http, ws } = result;
  const { host, port } = originOf(url);
  return {
    environment,
    endpoint,
    layer: brokeAt ?? 'dns',
    code: problem?.code ?? 'UNKNOWN',
    origin: `${host}:${port}`,
    addresses: addresses.filter(({ tcp }) => tcp !== 'not-tried').map(({ address }) => `${address}:${port}`),
    server: (http?.headers ?? ws?.headers)?.['server'],
    message: problem?.message ?? '',
    closeReason: ws?.closeReason,
    closedBy: ws?.closeCode === undefined ? undefined : ws.closedBy,
    ...streak,
  };
}

function originOf(url: string): { readonly host: string; readonly port: string } {
  if (!URL.canParse(url)) return { host: url, port: '' };
  const { hostname, port, protocol } = new URL(url);
  const usual = protocol === 'https:' || protocol === 'wss:' ? '443' : '80';
  return { host: hostname, port: port === '' ? usual : port };
}
