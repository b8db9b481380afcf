import type { SocketEndpoint } from '#probes/endpoints.ts';

import { compare } from './compare.ts';
import type { Aim, Experiment } from './experiment.ts';
import { needsMessage } from './token-pairs.ts';

export const issuedToken: Experiment = {
  name: 'issued-token',
  observes: ['ws.token.issued', 'ws.token.good'],
  costSeconds: 1.5,
  doing: 'comparing a token of our own with one that the auth service issued',
  applies: (aim) => withIssued(aim) !== undefined,
  run: async (aim, lab, signal) => {
    const { socket: endpoint } = aim;
    const issued = withIssued(aim);
    if (endpoint === undefined || issued === undefined) return [];
    const sends = needsMessage(aim);
    return compare(
      [
        { fact: 'ws.token.good', label: 'with a good token', wish: { endpoint, sends } },
        { fact: 'ws.token.issued', label: 'with a token of the auth service', wish: { endpoint: issued, sends } },
      ],
      lab,
      signal,
    );
  },
};

/** The websocket with the credential that signs in; undefined where it does so anyway, or none does. */
function withIssued({ socket, environment }: Aim): SocketEndpoint | undefined {
  const own = environment.credentials.get(socket?.socket.auth ?? '');
  if (socket === undefined || own === undefined || own.kind === 'login') return undefined;
  const [login] = [...environment.credentials].find(([, { kind }]) => kind === 'login') ?? [];
  return login === undefined ? undefined : { ...socket, socket: { ...socket.socket, auth: login } };
}
