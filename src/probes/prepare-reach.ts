import { proxyFor } from './prepare-proxy.ts';
import type { PrepareParts } from './prepare-parts.ts';
import type { Problem } from './prepare-settings.ts';
import type { Reach, TimeLimits } from './probe.ts';

export type ReachParts = Pick<PrepareParts, 'environment' | 'variables' | 'authorities' | 'changed'>;

/** How to get to a configured address: further authorities where there is TLS, the proxy that the variables name. */
export async function prepareReach(
  { environment, variables, authorities, changed }: ReachParts,
  { url, limits }: { readonly url: URL; readonly limits: TimeLimits },
): Promise<Reach | Problem> {
  const read = isTls(url) ? await authorities.read(environment, variables) : { ca: undefined };
  if ('problem' in read) return read;
  const proxyVariables = changed?.['proxy-variables'];
  const loopback = proxyVariables === 'on' ? 'as-any-other' : 'exempt';
  return {
    url: url.href,
    family: familyOf(changed?.['address-family']),
    proxy: proxyVariables === 'off' ? undefined : proxyFor(url, variables, loopback),
    ca: read.ca,
    limits,
  };
}

function familyOf(family: '4' | '6' | undefined): 4 | 6 | undefined {
  if (family === undefined) return undefined;
  return family === '4' ? 4 : 6;
}

function isTls({ protocol }: URL): boolean {
  return protocol === 'https:' || protocol === 'wss:';
}
