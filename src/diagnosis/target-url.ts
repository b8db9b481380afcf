/** The address in a failure, also without its scheme, as `requests` and `ss` write it: `orders.example:443/v1`. Undefined for a path alone. */
export function targetUrl(target: string | undefined): URL | undefined {
  if (target === undefined || target.startsWith('/')) return undefined;
  if (target.includes('://')) return URL.parse(target) ?? undefined;
  const isSecure = /^[^/]*:443(?:\/|$)/u.test(target);
  return URL.parse(`${isSecure ? 'https' : 'http'}://${target}`) ?? undefined;
}

/** Host and port, with the port that the scheme stands for: `wss` and `https` are one place, and so are all names of this machine itself. */
export function placeOf({ hostname, port, protocol }: URL): string {
  return placeAt(hostname, port || (/^(?:https|wss):$/u.test(protocol) ? '443' : '80'));
}

export function placeAt(host: string, port: number | string): string {
  return `${/^(?:localhost|\[?::1\]?)$/u.test(host) ? '127.0.0.1' : host}:${port}`;
}
