import type { Credential, Environment } from '#domain/configuration.ts';
import type { HttpEndpoint } from '#probes/endpoints.ts';
import { endpointsOf } from '#probes/endpoints.ts';

import { compare, type Side } from './compare.ts';
import type { Experiment } from './experiment.ts';

/** How services that sign in are usually named, where no credential says which it is. */
const usualName = /auth|login|identity|sso|iam|account/iu;

export const authService: Experiment = {
  name: 'auth-service',
  observes: ['auth.health', 'http.shallow'],
  costSeconds: 0.5,
  connections: 6,
  doing: 'asking the service that signs in how it is',
  applies: ({ environment }) => authHealthOf(environment) !== undefined,
  run: async ({ environment, paths: [shallow] }, lab, signal) => {
    const endpoint = authHealthOf(environment);
    if (endpoint === undefined) return [];
    const sides: readonly Side[] = [
      { fact: 'auth.health', label: 'the health path of the service that signs in', wish: { endpoint } },
      ...(shallow === undefined || shallow.name === endpoint.name
        ? []
        : [{ fact: 'http.shallow', label: 'the shallow path', wish: { endpoint: shallow } } as const]),
    ];
    return compare(sides, lab, signal);
  },
};

export function loginOf(
  environment: Environment,
): readonly [string, Extract<Credential, { kind: 'login' }>] | undefined {
  for (const [name, credential] of environment.credentials) if (credential.kind === 'login') return [name, credential];
  return undefined;
}

export function authHealthOf(environment: Environment): HttpEndpoint | undefined {
  const named = loginOf(environment)?.[1].service;
  const name = named ?? [...environment.services.keys()].find((each) => usualName.test(each));
  return endpointsOf(environment).find((each): each is HttpEndpoint => each.kind === 'http' && each.name === name);
}
