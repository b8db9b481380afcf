import type { Credential } from '#domain/configuration.ts';
import type { Fact } from '#domain/observation.ts';
import type { HttpEndpoint, SocketEndpoint } from '#probes/endpoints.ts';

import { pathAs, socketAs } from '../signed-in-as.ts';
import { subjectOf } from './address-families.ts';
import { compare } from './compare.ts';
import type { Aim, Experiment } from './experiment.ts';
import { judgePair } from './judge-pair.ts';
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

/** The path that refused a test, asked as two users: which of them the test was, nobody knows. */
export const otherUserByHttp: Experiment = {
  name: 'other-user-by-http',
  observes: ['http.one-user-refused'],
  costSeconds: 1,
  holdsFor: 'operation',
  doing: 'asking the path that failed as another test user',
  applies: (aim) => twoOf(aim) !== undefined,
  run: async (aim, lab, signal) => {
    const [one, other] =
      twoOf(aim)?.map((endpoint) => ({ label: `as ${endpoint.check.auth}`, wish: { endpoint } })) ?? [];
    if (one === undefined || other === undefined) return [];
    const refusal = `response STATUS_${aim.symptom.status}`;
    const isOneRefused = (...values: readonly Fact[]): boolean => values.includes('ok') && values.includes(refusal);
    return judgePair({ fact: 'http.one-user-refused', one, other, judge: isOneRefused }, lab, signal);
  },
};

const refused = /^40[134]$/u;

function twoOf(aim: Aim): readonly [HttpEndpoint, HttpEndpoint] | undefined {
  const endpoint = subjectOf(aim);
  const { symptom, environment, isSocket } = aim;
  if (isSocket || symptom.method !== undefined || !refused.test(String(symptom.status))) return undefined;
  const own = endpoint?.kind === 'http' ? environment.credentials.get(endpoint.check.auth ?? '') : undefined;
  if (endpoint?.kind !== 'http' || own === undefined) return undefined;
  const [auth] = [...environment.credentials].find(([, each]) => isOfOther(each, own)) ?? [];
  return auth === undefined ? undefined : [endpoint, pathAs(endpoint, auth)];
}

/** The websocket with the token of another user of the configuration; nobody is made up. */
export function asOther({ socket, environment }: Aim): SocketEndpoint | undefined {
  const own = environment.credentials.get(socket?.socket.auth ?? '');
  if (socket === undefined || own === undefined) return undefined;
  const [name] = [...environment.credentials].find(([, each]) => isOfOther(each, own)) ?? [];
  return name === undefined ? undefined : socketAs(socket, name);
}

/** Another subject of tokens that are signed here, or somebody else who signs in at the same place. */
function isOfOther(other: Credential, own: Credential): boolean {
  if (other.kind === 'jwt' && own.kind === 'jwt') {
    return other.claims['sub'] !== undefined && other.claims['sub'] !== own.claims['sub'];
  }
  // Who needs two tokens that do not change has two users.
  if (other.kind === 'static' && own.kind === 'static') return JSON.stringify(other) !== JSON.stringify(own);
  if (other.kind !== 'login' || own.kind !== 'login') return false;
  const isSamePlace = other.service === own.service && other.path === own.path;
  return isSamePlace && JSON.stringify(other.body) !== JSON.stringify(own.body);
}
