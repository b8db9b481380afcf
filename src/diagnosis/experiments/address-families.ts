import { isIP } from 'node:net';

import { addressIn } from '../endpoint-address.ts';
import { compare } from './compare.ts';
import type { Aim, Experiment, Lab } from './experiment.ts';

/** This machine has no way to addresses of that family, or the name has none. */
const ours = /ENETUNREACH|EADDRNOTAVAIL|EAFNOSUPPORT|ENOTFOUND|NO_ADDRESS/u;

export const addressFamilies: Experiment = {
  name: 'address-families',
  observes: ['ip.v4', 'ip.v6'],
  costSeconds: 2,
  doing: 'comparing IPv4 with IPv6',
  applies: hasName,
  run: async (aim, lab, signal) => {
    const endpoint = subjectOf(aim);
    if (endpoint === undefined) return [];
    const of = (family: '4' | '6') => ({ endpoint, changed: { 'address-family': family } });
    const seen = await compare(
      [
        { fact: 'ip.v4', label: 'by IPv4', wish: of('4') },
        { fact: 'ip.v6', label: 'by IPv6', wish: of('6') },
      ],
      lab,
      signal,
    );
    return seen.filter(({ value }) => !ours.test(String(value)));
  },
};

/** What failed: the websocket, the path that the report names or a replay saw failing, or the first path of the service. */
export function subjectOf({ isSocket, socket, paths, failingPath, plain }: Aim) {
  const seen = plain?.standing === 'down' ? paths.find(({ id }) => id === plain.endpoint) : undefined;
  return isSocket ? socket : (failingPath ?? seen ?? paths[0] ?? socket);
}

/** Whether it is reached by a name that may have several addresses. */
export function hasName(aim: Aim, { variables }: Pick<Lab, 'variables'>): boolean {
  const subject = subjectOf(aim);
  const setting = subject?.kind === 'http' ? subject.service.url : subject?.socket.url;
  const host = setting === undefined ? undefined : addressIn(setting, variables)?.hostname;
  return host !== undefined && isIP(host.replaceAll(/^\[|\]$/gu, '')) === 0;
}
