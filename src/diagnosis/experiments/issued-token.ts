import type { SocketEndpoint } from '#probes/endpoints.ts';

import { compare } from './compare.ts';
import type { Aim, Experiment } from './experiment.ts';
import { needsMessage } from './token-pairs.ts';

export const issuedToken: Experiment = {
  name: 'issued-token',
  observes: ['ws.token.issued', 'ws.token.minted', 'ws.token.good'],
  costSeconds: 1.5,
  doing: 'comparing a token of our own with one that the auth service issued',
  applies: (aim) => otherMade(aim) !== undefined,
  run: async (aim, lab, signal) => {
    const { socket: endpoint } = aim;
    const other = otherMade(aim);
    if (endpoint === undefined || other === undefined) return [];
    const sends = needsMessage(aim);
    return compare(
      [
        { fact: 'ws.token.good', label: 'with a good token', wish: { endpoint, sends } },
        { fact: other.fact, label: other.label, wish: { endpoint: other.endpoint, sends } },
      ],
      lab,
      signal,
    );
  },
};

interface OtherMade {
  readonly fact: 'ws.token.issued' | 'ws.token.minted';
  readonly label: string;
  readonly endpoint: SocketEndpoint;
}

/** The websocket with a token that somebody else made: issued where ours is signed here, signed here where ours is issued. */
function otherMade({ socket, environment }: Aim): OtherMade | undefined {
  const own = environment.credentials.get(socket?.socket.auth ?? '');
  if (socket === undefined || own === undefined) return undefined;
  const isIssued = own.kind === 'login';
  const wanted = isIssued ? 'jwt' : 'login';
  const [auth] = [...environment.credentials].find(([, { kind }]) => kind === wanted) ?? [];
  if (auth === undefined) return undefined;
  const endpoint = { ...socket, socket: { ...socket.socket, auth } };
  return isIssued
    ? { fact: 'ws.token.minted', label: 'with a token that is signed here', endpoint }
    : { fact: 'ws.token.issued', label: 'with a token of the auth service', endpoint };
}
