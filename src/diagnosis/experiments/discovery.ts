import type { HttpEndpoint } from '#probes/endpoints.ts';

import type { Aim, Experiment, Lab } from './experiment.ts';
import { alone, findings, rawOf } from './finding.ts';
import { addressIn } from './aim.ts';
import { outcomeWord } from './outcome.ts';

const mostEntries = 8;

/** Calls what discovery names, as far as it belongs to the same service. */
export const discovery: Experiment = {
  name: 'discovery',
  observes: ['discovery.entries'],
  costSeconds: 0.6,
  connections: mostEntries + 1,
  doing: 'calling each address that discovery names',
  applies: ({ paths }) => discoveryOf(paths) !== undefined,
  run: async ({ paths }, lab, signal) => {
    const endpoint = discoveryOf(paths);
    if (endpoint === undefined) return [];
    const listed = await lab.probe({ endpoint }, signal);
    const entries = entriesIn(listed.http?.body ?? '', endpoint, lab);
    const results = await Promise.all(entries.map((path) => lab.probe({ endpoint: at(endpoint, path) }, signal)));
    const words = results.map((result, index) => `${entries[index]} ${outcomeWord(result) ?? 'not measured'}`);
    const dead = words.filter((word) => !word.endsWith(' ok'));
    const value = entries.length === 0 ? 'none' : dead.length === 0 ? 'all-ok' : 'some-dead';
    const says = `${endpoint.id} names ${entries.length} addresses, ${dead.length} do not answer${dead.length === 0 ? '' : `: ${dead.join(', ')}`}`;
    const raw = `${rawOf(listed)}\n${words.join('\n')}`;
    const known = listed.standing === 'up' ? value : undefined;
    return findings(
      [{ fact: 'discovery.entries', value: known, says, raw, subject: endpoint.id }],
      alone(lab, listed.startedAt),
    );
  },
};

function discoveryOf(paths: Aim['paths']): HttpEndpoint | undefined {
  return paths.find(({ check }) => /discover|registry|\.well-known|catalog/iu.test(check.path));
}

function at(endpoint: HttpEndpoint, path: string): HttpEndpoint {
  return { ...endpoint, id: `${endpoint.name}:${path}`, check: { path, auth: endpoint.check.auth } };
}

/** Paths, and addresses of the same origin, anywhere in the answer; others are not reached unasked. */
function entriesIn(body: string, { service, check }: HttpEndpoint, { variables }: Lab): readonly string[] {
  const base = addressIn(service.url, variables);
  const texts = [...body.matchAll(/"(?:path|url|href|endpoint|address|uri|base_?url)"\s*:\s*"([^"\\]{1,300})"/giu)];
  const found = texts.flatMap(([, text = '']) => {
    const url = text.startsWith('/') && !text.startsWith('//') ? URL.parse(text, base?.href) : URL.parse(text);
    return url !== null && url.origin === base?.origin ? [url.pathname + url.search] : [];
  });
  return [...new Set(found)].filter((path) => path !== check.path && path !== '/').slice(0, mostEntries);
}
