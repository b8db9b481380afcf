import type { HttpEndpoint } from '#probes/endpoints.ts';

import { addressIn } from '../endpoint-address.ts';
import { outcomeSeen } from './answer-facts.ts';
import type { Aim, Experiment, Lab } from './experiment.ts';
import { alone, findings } from './finding.ts';

const withinMs = 2_000;

/** Asks for the health path by `http:` in place of `https:`, or the other way; a path that needs a token is left alone. */
export const otherScheme: Experiment = {
  name: 'other-scheme',
  observes: ['scheme.other'],
  costSeconds: 0.5,
  doing: 'asking the same port by the other scheme',
  applies: (aim, lab) => turned(aim, lab) !== undefined,
  run: async (aim, lab, signal) => {
    const endpoint = turned(aim, lab);
    if (endpoint === undefined) return [];
    const result = await lab.probe({ endpoint, withinMs }, signal);
    const label = `by ${addressIn(endpoint.service.url, lab.variables)?.protocol} on the same port`;
    return findings([outcomeSeen('scheme.other', label, result)], alone(lab, result.startedAt));
  },
};

function turned({ paths }: Aim, { variables }: Pick<Lab, 'variables'>): HttpEndpoint | undefined {
  const path = paths.find(({ check }) => check.auth === undefined);
  const url = path === undefined ? undefined : addressIn(path.service.url, variables);
  // Where no port is written, the other scheme is another port.
  if (path === undefined || url === undefined || url.port === '') return undefined;
  const other = url.protocol === 'https:' ? 'http:' : 'https:';
  return { ...path, service: { ...path.service, url: url.href.replace(/^https?:/u, other) } };
}
