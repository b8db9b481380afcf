import type { ProbeResult } from '#domain/probe.ts';

import { addressIn } from '../endpoint-address.ts';
import { tlsFacts } from './answer-facts.ts';
import { compare } from './compare.ts';
import type { Experiment, Lab } from './experiment.ts';
import { alone, findings } from './finding.ts';

/** What is well answers within that, and what hangs is not waited for longer. */
const withinMs = 2_000;

export const httpVersions: Experiment = {
  name: 'http-versions',
  observes: ['http.h1', 'http.h2', 'tls.alpn'],
  costSeconds: 1,
  costHere: (_, lab) => (lab.isHurried() ? (2 * withinMs) / 1_000 : 1),
  doing: 'comparing HTTP/1.1 with HTTP/2',
  applies: ({ paths: [path] }, { variables }) =>
    path !== undefined && addressIn(path.service.url, variables)?.protocol === 'https:',
  run: async ({ failingPath, paths: [healthPath] }, lab, signal) => {
    // One path may take another way than the next: the one that failed is asked where it is known.
    const endpoint = failingPath ?? healthPath;
    if (endpoint === undefined) return [];
    const { noting, results } = notedBy(lab);
    const of = (version: 'h1' | 'h2') => ({ endpoint, withinMs, changed: { 'http-version': version } });
    const seen = await compare(
      [
        { fact: 'http.h1', label: 'by HTTP/1.1', wish: of('h1') },
        { fact: 'http.h2', label: 'by HTTP/2', wish: of('h2') },
      ],
      noting,
      signal,
    );
    // What is chosen where HTTP/1.1 alone is offered.
    const shaken = results.find(({ wish, result: { tls } }) => wish.changed?.['http-version'] === 'h1' && tls)?.result;
    const chosen = shaken === undefined ? [] : tlsFacts(shaken).filter(({ fact }) => fact === 'tls.alpn');
    // That a server does not offer HTTP/2 is no failure of it.
    return [
      ...seen.filter(({ value }) => !/ALPN_NOT_H2|NO_APPLICATION_PROTOCOL/u.test(String(value))),
      ...findings(chosen, alone(lab, shaken?.startedAt ?? lab.now().toISOString())),
    ];
  },
};

interface Noted {
  readonly wish: Parameters<Lab['probe']>[0];
  readonly result: ProbeResult;
}

function notedBy(lab: Lab): { readonly noting: Lab; readonly results: readonly Noted[] } {
  const results: Noted[] = [];
  const probe: Lab['probe'] = async (wish, signal) => {
    const result = await lab.probe(wish, signal);
    results.push({ wish, result });
    return result;
  };
  return { noting: { ...lab, probe }, results };
}
