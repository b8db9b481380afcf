import type { Credential } from '#domain/configuration.ts';
import type { Fact } from '#domain/observation.ts';
import type { Endpoint, SocketEndpoint } from '#probes/endpoints.ts';

import { pathAs, socketAs } from '../signed-in-as.ts';
import { subjectOf } from './address-families.ts';
import { compare } from './compare.ts';
import type { Aim, Experiment } from './experiment.ts';
import { judgePair } from './judge-pair.ts';
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

/** What refuses the token that the auth service issued, with one that is signed here: two who make tokens, one who checks them. */
export const tokenMakers: Experiment = {
  name: 'token-makers',
  observes: ['auth.makers-differ'],
  costSeconds: 1,
  holdsFor: 'operation',
  doing: 'comparing a token that was issued with one that is signed here',
  applies: (aim) => pairOf(aim) !== undefined,
  run: async (aim, lab, signal) => {
    const pair = pairOf(aim);
    if (pair === undefined) return [];
    const [issued, signed] = pair;
    const one = { label: 'with a token of the auth service', wish: { endpoint: issued } };
    const other = { label: 'with a token that is signed here', wish: { endpoint: signed } };
    return judgePair({ fact: 'auth.makers-differ', one, other, judge: isOneRefused }, lab, signal);
  },
};

function isOneRefused(...values: readonly Fact[]): boolean {
  return values.includes('ok') && values.some((value) => /STATUS_40[13]$|CLOSE_1008$/u.test(String(value)));
}

/** The websocket with the credential that signs in; undefined where it does so anyway, or none does. */
function withIssued({ socket, environment }: Aim): SocketEndpoint | undefined {
  const own = environment.credentials.get(socket?.socket.auth ?? '');
  if (socket === undefined || own === undefined || own.kind === 'login') return undefined;
  const login = firstOf('login', environment);
  return login === undefined ? undefined : socketAs(socket, login);
}

/** What was refused, as somebody who signs in and with a token of our own; undefined where the configuration has not both. */
function pairOf(aim: Aim): readonly [issued: Endpoint, signed: Endpoint] | undefined {
  const endpoint = aim.isSocket ? aim.socket : subjectOf(aim);
  const [issued, signed] = [firstOf('login', aim.environment), firstOf('jwt', aim.environment)];
  if (endpoint === undefined || issued === undefined || signed === undefined) return undefined;
  const own = endpoint.kind === 'http' ? endpoint.check.auth : endpoint.socket.auth;
  const kind = aim.environment.credentials.get(own ?? '')?.kind;
  if (own === undefined || kind === undefined || aim.symptom.method !== undefined) return undefined;
  return [as(endpoint, kind === 'login' ? own : issued), as(endpoint, kind === 'jwt' ? own : signed)];
}

function firstOf(kind: Credential['kind'], { credentials }: Aim['environment']): string | undefined {
  return [...credentials].find(([, each]) => each.kind === kind)?.[0];
}

function as(endpoint: Endpoint, auth: string): Endpoint {
  return endpoint.kind === 'http' ? pathAs(endpoint, auth) : socketAs(endpoint, auth);
}
