import type { Endpoint } from '#probes/endpoints.ts';

import { credentialNameOf } from '../endpoint-address.ts';
import { subjectOf } from './address-families.ts';
import type { Aim, Experiment } from './experiment.ts';
import { judgePair } from './judge-pair.ts';

/** The same token once more, whose times leave room for clocks that are off: only what is signed here can be given others. */
export const roomyToken: Experiment = {
  name: 'roomy-token',
  observes: ['auth.roomy-passes'],
  costSeconds: 1,
  holdsFor: 'operation',
  doing: 'signing in with a token that began two hours ago',
  applies: (aim) => signedSubject(aim) !== undefined,
  run: async (aim, lab, signal) => {
    const endpoint = signedSubject(aim);
    if (endpoint === undefined) return [];
    const hold = endpoint.kind === 'websocket' ? { hold: '0' } : {};
    return judgePair(
      {
        fact: 'auth.roomy-passes',
        one: { label: 'with its token', wish: { endpoint, changed: hold } },
        other: { label: 'with one that began two hours ago', wish: { endpoint, changed: { ...hold, token: 'roomy' } } },
        judge: (plain, roomy) => (plain === 'ok' ? undefined : roomy === 'ok'),
      },
      lab,
      signal,
    );
  },
};

function signedSubject(aim: Aim): Endpoint | undefined {
  const endpoint = subjectOf(aim);
  return aim.environment.credentials.get(credentialNameOf(endpoint) ?? '')?.kind === 'jwt' ? endpoint : undefined;
}
