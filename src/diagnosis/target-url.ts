/** The address in a failure, also without its scheme, as `requests` and `ss` write it: `orders.example:443/v1`. Undefined for a path alone. */
export function targetUrl(target: string | undefined): URL | undefined {
  if (target === undefined || target.startsWith('/')) return undefined;
  if (target.includes('://')) return URL.parse(target) ?? undefined;
  const isSecure = /^[^/]*:443(?:\/|$)/u.test(target);
  return URL.parse(`${isSecure ? 'https' : 'http'}://${target}`) ?? undefined;
}
