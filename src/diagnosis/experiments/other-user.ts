import type { SocketEndpoint } from '#probes/endpoints.ts';

import { compare } from './compare.ts';
import type { Aim, Experiment } from './experiment.ts';
import { needsMessage } from './token-pairs.ts';

export const otherUser: Experiment = {
  name: 'other-user',
  observes: ['ws.other-user', 'ws.token.good'],
  costSeconds: 1.5,
  doing: 'comparing two test users',
  applies: (aim) => asOther(aim) !== undefined,
  run: async (aim, lab, signal) => {
    const { socket: endpoint } = aim;
    const other = asOther(aim);
    if (endpoint === undefined || other === undefined) return [];
    const sends = needsMessage(aim);
    return compare(
      [
        { fact: 'ws.token.good', label: 'as its test user', wish: { endpoint, sends } },
        { fact: 'ws.other-user', label: 'as another test user', wish: { endpoint: other, sends } },
      ],
      lab,
      signal,
    );
  },
};

/** The websocket with the token of another user of the configuration; nobody is made up. */
export function asOther({ socket, environment }: Aim): SocketEndpoint | undefined {
  const own = environment.credentials.get(socket?.socket.auth ?? '');
  if (socket === undefined || own?.kind !== 'jwt') return undefined;
  const [name] =
    [...environment.credentials].find(
      ([, each]) => each.kind === 'jwt' && each.claims['sub'] !== undefined && each.claims['sub'] !== own.claims['sub'],
    ) ?? [];
  return name === undefined ? undefined : { ...socket, socket: { ...socket.socket, auth: name } };
}
