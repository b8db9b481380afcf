import type { Environment } from '#domain/configuration.ts';
import { resolveSetting, type Setting, type Variables } from '#domain/setting.ts';
import type { MutantName } from '#domain/test-proof.ts';

/** What of an environment a mutant takes the place of. */
export interface Place {
  readonly name: MutantName;
  readonly port: number;
}

/**
 * The environment with the addresses of its services and WebSockets on loopback, paths as they were; of a mutant that speaks
 * WebSocket alone, only those. It has no versions and no deploy: nothing but the suite's variables is made from it.
 */
export function mutateEnvironment(environment: Environment, place: Place, variables: Variables): Environment {
  const move = (setting: Setting, scheme: string): Setting =>
    moved(setting, `${scheme}://127.0.0.1:${place.port}`, variables);
  const services = [...environment.services].map(([name, service]) => {
    const url = place.name === 'ws-1011' ? service.url : move(service.url, 'http');
    return [name, { ...service, url, version: undefined }] as const;
  });
  const websockets = [...environment.websockets].map(
    ([name, endpoint]) => [name, { ...endpoint, url: move(endpoint.url, 'ws') }] as const,
  );
  return { ...environment, services: new Map(services), websockets: new Map(websockets), deploy: undefined };
}

function moved(setting: Setting, origin: string, variables: Variables): Setting {
  const url = URL.parse(resolveSetting(setting, variables));
  if (url === null) return setting;
  const rest = `${url.pathname}${url.search}`;
  return origin + (rest === '/' ? '' : rest);
}
