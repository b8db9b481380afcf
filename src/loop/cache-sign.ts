type Headers = Readonly<Record<string, string>>;

/** What in the headers of an answer says that it came out of a cache; undefined: nothing does. */
export function cacheSign(headers: Headers): string | undefined {
  const age = headers['age'];
  if (age !== undefined && Number(age) > 0) return `age: ${age}`;
  const name = Object.keys(headers).find((each) => namesCache.test(each) && saysHit.test(headers[each] ?? ''));
  return name === undefined ? undefined : `${name}: ${(headers[name] ?? '').slice(0, 60)}`;
}

/** Of nginx, Varnish, Fastly, CloudFront, Cloudflare, Akamai, Vercel, and RFC 9211. */
const namesCache =
  /^(?:(?:x-)?(?:[a-z]+-)*cache(?:-status|-lookup|-remote)?|x-proxy-cache|cf-cache-status|x-drupal-cache)$/u;
const saysHit = /\bhit\b|\bstale\b|\bupdating\b|tcp_(?:mem_|ims_|refresh_)?hit/iu;
