import type { Credential, Environment } from '#domain/configuration.ts';
import type { HttpEndpoint } from '#probes/endpoints.ts';
import { endpointsOf } from '#probes/endpoints.ts';

import { compare, type Side } from './compare.ts';
import type { Aim, Experiment, Finding, Lab } from './experiment.ts';
import { alone, findings } from './finding.ts';

/** How services that sign in are usually named, where no credential says which it is. */
const usualName = /auth|login|identity|sso|iam|account/iu;

export const authService: Experiment = {
  name: 'auth-service',
  observes: ['auth.health', 'auth.alone', 'http.shallow'],
  costSeconds: 0.5,
  doing: 'asking the service that signs in how it is',
  applies: ({ environment }) => authHealthOf(environment) !== undefined,
  run: async (aim, lab, signal) => {
    const {
      environment,
      paths: [shallow],
    } = aim;
    const endpoint = authHealthOf(environment);
    if (endpoint === undefined) return [];
    const sides: readonly Side[] = [
      { fact: 'auth.health', label: 'the health path of the service that signs in', wish: { endpoint } },
      ...(shallow === undefined || shallow.name === endpoint.name
        ? []
        : [{ fact: 'http.shallow', label: 'the shallow path', wish: { endpoint: shallow } } as const]),
    ];
    const seen = await compare(sides, lab, signal);
    const own = seen.find(({ fact }) => fact === 'auth.health');
    return own === undefined || own.value === 'ok' ? seen : [...seen, ...(await observeOthers(aim, { lab, signal }))];
  },
};

/** Whether what serves it fails alone: the health paths of all other services answer. */
async function observeOthers(
  { environment }: Aim,
  { lab, signal }: { readonly lab: Lab; readonly signal: AbortSignal },
): Promise<readonly Finding[]> {
  const name = authHealthOf(environment)?.name;
  const others = endpointsOf(environment).filter(
    (each): each is HttpEndpoint =>
      each.kind === 'http' && each.name !== name && each.check.path === each.service.health,
  );
  if (others.length === 0) {
    const says = `${name} is all that is configured: that the service that signs in fails alone cannot be seen`;
    return findings([{ fact: 'auth.alone', value: false, says, subject: name }], alone(lab, lab.now().toISOString()));
  }
  const results = await Promise.all(others.map((endpoint) => lab.probe({ endpoint }, signal)));
  const good = results.filter(({ standing }) => standing === 'up').length;
  const says = `${good} of ${others.length} other services answer: ${results.map(({ endpoint, standing }) => `${endpoint} ${standing}`).join(', ')}`;
  const value = good === others.length;
  return findings([{ fact: 'auth.alone', value, says, subject: name }], alone(lab, lab.now().toISOString()));
}

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
