import { isIP } from 'node:net';

import type { Setting } from '#domain/setting.ts';
import { endpointsOf, type Endpoint } from '#probes/endpoints.ts';

import { subjectOf } from './address-families.ts';
import { addressIn } from '../endpoint-address.ts';
import type { Aim, Experiment, Lab } from './experiment.ts';
import { alone, findings, rawOf } from './finding.ts';
import { rungWord } from './outcome.ts';

export const otherNames: Experiment = {
  name: 'other-names',
  observes: ['dns.others'],
  costSeconds: 0.5,
  doing: 'looking up other names',
  applies: (aim, lab) => otherOf(aim, lab) !== undefined,
  run: async (aim, lab, signal) => {
    const other = otherOf(aim, lab);
    if (other === undefined) return [];
    const result = await lab.probe({ endpoint: other }, signal);
    const value = rungWord(result, 'dns');
    const says = `looking up the name of ${other.id}: ${value}`;
    return findings(
      [{ fact: 'dns.others', value, says, raw: rawOf(result), subject: other.id }],
      alone(lab, result.startedAt),
    );
  },
};

function otherOf(aim: Aim, { variables, control }: Lab): Endpoint | undefined {
  const subject = subjectOf(aim);
  const nameOf = (setting: Setting | undefined): string | undefined =>
    setting === undefined ? undefined : addressIn(setting, variables)?.hostname;
  const own = nameOf(settingOf(subject));
  const isOther = (name: string | undefined): boolean =>
    name !== undefined && name !== own && isIP(name.replaceAll(/^\[|\]$/gu, '')) === 0;
  if (own === undefined || !isOther(`other.${own}`)) return undefined;
  const found = endpointsOf(aim.environment).find((each) => isOther(nameOf(settingOf(each))));
  const url = control.find((setting) => isOther(nameOf(setting)));
  return found ?? (url === undefined ? undefined : bareEndpoint('control', url));
}

function settingOf(endpoint: Endpoint | undefined): Setting | undefined {
  return endpoint?.kind === 'http' ? endpoint.service.url : endpoint?.socket.url;
}

/** An address of which nothing is known but that it answers. */
export function bareEndpoint(name: string, url: Setting): Endpoint {
  return { kind: 'http', id: name, name, service: { url, checks: [], headers: {} }, check: { path: '' }, isBare: true };
}
