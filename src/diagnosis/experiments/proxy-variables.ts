import { proxyFor } from '#probes/prepare-proxy.ts';

import { subjectOf } from './address-families.ts';
import { addressIn } from '../endpoint-address.ts';
import { compare } from './compare.ts';
import type { Aim, Experiment, Lab } from './experiment.ts';

export const proxyVariables: Experiment = {
  name: 'proxy-variables',
  observes: ['proxy.with', 'proxy.without'],
  costSeconds: 1,
  doing: 'comparing with and without the proxy variables',
  applies: (aim, lab) => hasProxy(aim, lab),
  run: async (aim, lab, signal) => {
    const endpoint = subjectOf(aim);
    if (endpoint === undefined) return [];
    return compare(
      [
        {
          fact: 'proxy.without',
          label: 'without proxy variables',
          wish: { endpoint, changed: { 'proxy-variables': 'off' } },
        },
        { fact: 'proxy.with', label: 'with proxy variables', wish: { endpoint, changed: { 'proxy-variables': 'on' } } },
      ],
      lab,
      signal,
    );
  },
};

function hasProxy(aim: Aim, { variables }: Lab): boolean {
  const subject = subjectOf(aim);
  const url =
    subject === undefined
      ? undefined
      : addressIn(subject.kind === 'http' ? subject.service.url : subject.socket.url, variables);
  return url !== undefined && proxyFor(url, variables, 'as-any-other') !== undefined;
}
