import type { Variables } from '#domain/setting.ts';

/** In the order in which Python's clients ask them; a WebSocket goes like https. */
const variablesOf: Readonly<Record<string, readonly string[]>> = {
  'http:': ['http_proxy', 'all_proxy'],
  'https:': ['https_proxy', 'all_proxy'],
  'ws:': ['https_proxy', 'http_proxy', 'all_proxy'],
  'wss:': ['https_proxy', 'all_proxy'],
};
const longestList = 16_384;

/**
 * The HTTP proxy that the variables name for an address, unless NO_PROXY exempts it. `loopback`: whether this machine is
 * exempt as well, as it is for Go and for browsers, but not for Python. Proxies that are no plain HTTP ones are left alone.
 */
export function proxyFor(
  url: URL,
  variables: Variables,
  loopback: 'exempt' | 'as-any-other' = 'exempt',
): string | undefined {
  const proxy = firstSet(variablesOf[url.protocol] ?? [], variables);
  if (proxy === undefined || isExempt(url, variables)) return undefined;
  if (loopback === 'exempt' && isLoopback(hostOf(url))) return undefined;
  const address = URL.parse(proxy.includes('://') ? proxy : `http://${proxy}`);
  return address?.protocol === 'http:' ? address.href : undefined;
}

function firstSet(names: readonly string[], variables: Variables): string | undefined {
  const values = names.flatMap((name) => [variables[name], variables[name.toUpperCase()]]);
  return values.find((value) => value !== undefined && value.trim() !== '')?.trim();
}

/** Entries are `*`, a host, or a domain with or without a dot before it; each may have a port. */
function isExempt(url: URL, variables: Variables): boolean {
  const host = hostOf(url);
  const port = url.port === '' ? defaultPortOf(url) : url.port;
  const list = firstSet(['no_proxy'], variables) ?? '';
  const entries = list
    .slice(0, longestList)
    .toLowerCase()
    .split(/[\s,]+/u);
  return entries.some((entry) => {
    if (entry === '*') return true;
    const [, named, entryPort] = /^(\[[^\]]*\]|[^:]*):(\d{1,5})$/u.exec(entry) ?? [];
    if (entryPort !== undefined && entryPort !== port) return false;
    const domain = (named ?? entry).replace(/^\*?\./u, '').replaceAll(/^\[|\]$/gu, '');
    return domain !== '' && (host === domain || host.endsWith(`.${domain}`));
  });
}

function defaultPortOf({ protocol }: URL): string {
  return protocol === 'https:' || protocol === 'wss:' ? '443' : '80';
}

function hostOf({ hostname }: URL): string {
  return hostname.replaceAll(/^\[|\]$/gu, '').toLowerCase();
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host.endsWith('.localhost') || host === '::1' || /^127\.\d+\.\d+\.\d+$/u.test(host);
}
