import type { ProbeResult } from '#domain/probe.ts';

import { hasName, subjectOf } from './address-families.ts';
import type { Experiment, Finding, Lab } from './experiment.ts';
import { alone, findings } from './finding.ts';
import { rungWord } from './outcome.ts';

const mostAddresses = 8;

export const eachAddress: Experiment = {
  name: 'each-address',
  observes: ['address.each', 'dns.addresses', 'dns.name'],
  costSeconds: 1.5,
  doing: 'connecting to every address of the name',
  applies: hasName,
  run: async (aim, lab, signal) => {
    const endpoint = subjectOf(aim);
    if (endpoint === undefined) return [];
    const first = await lab.probe({ endpoint }, signal);
    const addresses = [...new Set(first.addresses.map(({ address }) => address))].slice(0, mostAddresses);
    const results = await Promise.all(addresses.map((address) => lab.probe({ endpoint, address }, signal)));
    return observe(first, results, lab);
  },
};

function observe(first: ProbeResult, results: readonly ProbeResult[], lab: Lab): readonly Finding[] {
  const subject = first.endpoint;
  const dns = rungWord(first, 'dns');
  const reached = results.map((result) => rungWord(result, 'tcp') === 'ok');
  const good = reached.filter(Boolean).length;
  const value = good === reached.length ? 'all-ok' : good === 0 ? 'all-dead' : 'some-dead';
  const said = `${subject}: ${good} of ${reached.length} addresses can be connected to`;
  return findings(
    [
      { fact: 'dns.name', value: dns, says: `looking up the name of ${subject}: ${dns}`, subject },
      { fact: 'dns.addresses', value: first.addresses.length || undefined, says: said, subject },
      { fact: 'address.each', value: reached.length === 0 ? undefined : value, says: said, subject },
    ],
    alone(lab, first.startedAt),
  );
}
