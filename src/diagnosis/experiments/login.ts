import { createAuthorityFiles } from '#probes/prepare-authorities.ts';
import { isOwnFault } from '#probes/probe-fault.ts';
import { createTokens } from '#probes/tokens.ts';

import { loginOf } from './auth-service.ts';
import type { Experiment } from './experiment.ts';
import { alone, findings } from './finding.ts';

/** Signs in anew, with nothing that was kept. */
export const login: Experiment = {
  name: 'login',
  observes: ['auth.login'],
  costSeconds: 0.5,
  doing: 'signing in at the auth service',
  applies: ({ environment }) => loginOf(environment) !== undefined,
  run: async ({ environment }, lab, signal) => {
    const [credential, { service: subject }] = loginOf(environment) ?? [undefined, {}];
    if (credential === undefined) return [];
    const { variables, now } = lab;
    const at = now().toISOString();
    const tokens = createTokens({ variables, authorities: createAuthorityFiles(), now });
    const got = await tokens.get({ environment, credential, token: 'good' }, signal);
    if ('problem' in got && isOwnFault(got.problem.code)) return [];
    const value = 'problem' in got ? wordOf(got.problem.message) : 'ok';
    const says = 'problem' in got ? `signing in failed: ${got.problem.message} (${value})` : 'signing in gave a token';
    return findings([{ fact: 'auth.login', value, says, subject }], alone(lab, at));
  },
};

/** The sentence names the status or the code of the connection; the numbers of an address are neither. */
function wordOf(message: string): string {
  const status = /(?:^|\b(?:HTTP|status|with|answered|:) )([1-5]\d\d)(?![\d.:])\b/u.exec(message)?.[1];
  if (status !== undefined) return `response STATUS_${status}`;
  const code = /\bE[A-Z]{4,}\b|\b[A-Z]+_[A-Z_]+\b/u.exec(message)?.[0];
  return `request ${code ?? 'NO_TOKEN'}`;
}
