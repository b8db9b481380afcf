import type { Endpoint } from '#probes/endpoints.ts';

import { subjectOf } from './address-families.ts';
import { compare } from './compare.ts';
import type { Aim, Experiment } from './experiment.ts';

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
    const side = (label: string, changed: Readonly<Record<string, string>>) => ({
      fact: 'auth.roomy-passes' as const,
      label,
      wish: { endpoint, changed: { ...hold, ...changed } },
    });
    const sides = [side('with its token', {}), side('with one that began two hours ago', { token: 'roomy' })];
    const [plain, roomy] = await compare(sides, lab, signal);
    if (plain === undefined || roomy === undefined || plain.value === 'ok') return [];
    const isControlled = plain.isControlled && roomy.isControlled;
    return [{ ...roomy, value: roomy.value === 'ok', says: `${plain.says}; ${roomy.says}`, isControlled }];
  },
};

function signedSubject(aim: Aim): Endpoint | undefined {
  const endpoint = subjectOf(aim);
  const auth = endpoint?.kind === 'websocket' ? endpoint.socket.auth : endpoint?.check.auth;
  return aim.environment.credentials.get(auth ?? '')?.kind === 'jwt' ? endpoint : undefined;
}
