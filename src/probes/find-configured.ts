import type { Configuration, Environment } from '#domain/configuration.ts';
import type { Variables } from '#domain/setting.ts';

import { endpointsOf, type Endpoint } from './endpoints.ts';
import { joinPath, parseAddress, resolveAll } from './prepare-settings.ts';

export interface Configured {
  readonly environment: Environment;
  readonly endpoint: Endpoint;
}

const schemes = ['http:', 'https:', 'ws:', 'wss:'];

/** The endpoint whose address is exactly that; an address in the configuration needs no guard. `wanted`: only there. */
export function findConfigured(
  address: string,
  { configuration, variables }: { readonly configuration: Configuration; readonly variables: Variables },
  wanted?: Environment,
): Configured | undefined {
  const href = hrefOf(address);
  if (href === undefined) return undefined;
  const environments = wanted === undefined ? [...configuration.environments.values()] : [wanted];
  for (const environment of environments) {
    const endpoint = endpointsOf(environment).find((each) => addressOf(each, variables) === href);
    if (endpoint !== undefined) return { environment, endpoint };
  }
  return undefined;
}

function addressOf(endpoint: Endpoint, variables: Variables): string | undefined {
  const setting = endpoint.kind === 'http' ? endpoint.service.url : endpoint.socket.url;
  const resolved = resolveAll([{ key: endpoint.id, setting }], variables);
  const base = 'problem' in resolved ? undefined : hrefOf(resolved.values[0] ?? '');
  if (base === undefined || endpoint.kind === 'websocket') return base;
  return joinPath(new URL(base), endpoint.check.path).href;
}

/** Spelled in one way: without user, password and fragment. */
function hrefOf(text: string): string | undefined {
  const parsed = parseAddress(text, 'address', schemes);
  return 'problem' in parsed ? undefined : parsed.url.href;
}
