import { proxyAuthorization, proxyOf } from './dial-proxy.ts';
import { ProbeFault } from './probe-fault.ts';
import type { HttpProbe } from './probe.ts';

const token = /^[\w!#$%&'*+.^`|~-]+$/u;

/** The bytes of a request. Throws `INVALID_HEADER` for one that could not be sent as it is; its value is not repeated. */
export function writeRequest({ reach, method, headers }: Pick<HttpProbe, 'reach' | 'method' | 'headers'>): string {
  const url = new URL(reach.url);
  const proxy = url.protocol === 'http:' ? proxyOf(reach) : undefined;
  const lines = [`${method} ${proxy === undefined ? '' : url.origin}${url.pathname}${url.search} HTTP/1.1`];
  for (const [name, value] of Object.entries(requestHeaders(url, proxy, headers))) lines.push(`${name}: ${value}`);
  return `${lines.join('\r\n')}\r\n\r\n`;
}

/** Our own headers with those of the probe over them, by lower-case name. */
function requestHeaders(
  url: URL,
  proxy: URL | undefined,
  headers: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const authorization = proxy === undefined ? undefined : proxyAuthorization(proxy);
  return {
    host: url.host,
    ...defaultHeaders,
    connection: 'close',
    ...(authorization === undefined ? {} : { 'proxy-authorization': authorization }),
    ...checkedHeaders(headers),
  };
}

export const defaultHeaders = { accept: '*/*', 'user-agent': 'Teneleven' } as const;

/** By lower-case name. */
export function checkedHeaders(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const checked = Object.entries(headers).map(([name, value]): readonly [string, string] => {
    if (!token.test(name)) throw new ProbeFault('INVALID_HEADER', `no name of a header: ${JSON.stringify(name)}`);
    if (!/^[\t\u0020-\u007E\u0080-\u00FF]*$/u.test(value)) {
      throw new ProbeFault('INVALID_HEADER', `the value of header ${name} has characters that cannot be sent`);
    }
    return [name.toLowerCase(), value];
  });
  return Object.fromEntries(checked);
}
