import { Resolver } from 'node:dns/promises';

import { hasName } from './address-families.ts';
import type { Experiment } from './experiment.ts';
import { alone, findings } from './finding.ts';

const limitMs = 1_500;
/** What a name server says that is there: also that it will not say. */
const answered: ReadonlySet<string> = new Set(['ok', 'ENOTFOUND', 'ENODATA', 'EREFUSED', 'ENOTIMP', 'EFORMERR']);

/** Asks the resolver of this machine for the name servers of the root, which concerns no name of the stack. */
export const resolver: Experiment = {
  name: 'resolver',
  observes: ['dns.resolver'],
  costSeconds: 0.5,
  doing: 'asking the resolver for another name',
  applies: hasName,
  run: async (_, lab) => {
    const asked = new Resolver({ timeout: limitMs / 2, tries: 2 });
    const at = lab.now().toISOString();
    const servers = asked.getServers().slice(0, 3).join(', ');
    const word = await asked.resolveNs('.').then(
      () => 'ok',
      (error: unknown) => (error instanceof Error && 'code' in error ? String(error.code) : 'UNKNOWN'),
    );
    const value = answered.has(word) ? 'ok' : `dns ${word}`;
    const says = `the resolver (${servers}), asked for the name servers of the root: ${value}${value === 'ok' && word !== 'ok' ? `, it answered with ${word}` : ''}`;
    return findings([{ fact: 'dns.resolver', value, says }], alone(lab, at));
  },
};
