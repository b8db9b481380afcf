import type { CloseCount } from '#domain/close.ts';
import type { Environment } from '#domain/configuration.ts';
import type { ProbeResult } from '#domain/probe.ts';
import { resolveSetting, type Setting, type Variables } from '#domain/setting.ts';
import { closesOf } from '#probes/closes-of.ts';
import { endpointsOf } from '#probes/endpoints.ts';

import type { Versions } from './deploy-window.ts';

/** The closes that a sweep saw, each with the version of the service behind its endpoint where that is known. */
export function closesOfSweep(
  results: readonly ProbeResult[],
  {
    environment,
    variables,
    versions,
  }: { readonly environment: Environment; readonly variables: Variables; readonly versions: Versions },
): readonly CloseCount[] {
  const services = servicesBehind(environment, variables);
  return results.flatMap((result) => {
    const version = versions[services.get(result.endpoint) ?? ''];
    return closesOf(result).map((close) => (version === undefined ? close : { ...close, version }));
  });
}

/** Endpoint → the service behind it: its own, or for a websocket the one at the same host, or the only one. */
export function servicesBehind(environment: Environment, variables: Variables): ReadonlyMap<string, string> {
  const services = [...environment.services].map(([name, { url }]) => ({ name, host: hostOf(url, variables) }));
  const only = services.length === 1 ? services[0]?.name : undefined;
  const behind = endpointsOf(environment).map((endpoint): readonly [string, string | undefined] => {
    if (endpoint.kind === 'http') return [endpoint.id, endpoint.name];
    const host = hostOf(endpoint.socket.url, variables);
    const same = services.find((service) => host !== undefined && service.host === host);
    return [endpoint.id, same?.name ?? only];
  });
  return new Map(behind.filter((entry): entry is [string, string] => entry[1] !== undefined));
}

function hostOf(setting: Setting, variables: Variables): string | undefined {
  try {
    return URL.parse(resolveSetting(setting, variables))?.host;
  } catch {
    return undefined;
  }
}
