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
    const results = await Promise.all(entries.map((entry) => lab.probe({ endpoint: at(endpoint, entry) }, signal)));
    const words = results.map((result, index) => `${nameOf(entries[index])} ${outcomeWord(result) ?? 'not measured'}`);
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

function nameOf(entry: Entry | undefined): string {
  return `${entry?.origin ?? ''}${entry?.path ?? ''}`;
}

function discoveryOf(paths: Aim['paths']): HttpEndpoint | undefined {
  return paths.find(({ check }) => /discover|registry|\.well-known|catalog/iu.test(check.path));
}

function at(endpoint: HttpEndpoint, { origin, path }: Entry): HttpEndpoint {
  const { name, service, check } = endpoint;
  const id = `${name}:${path}`;
  if (origin === undefined) return { ...endpoint, id, check: { path, auth: check.auth } };
  // Another port gets no token: nobody said that it is ours.
  return { ...endpoint, id: `${name}:${origin}${path}`, service: { ...service, url: origin }, check: { path } };
}

interface Entry {
  readonly path: string;
  /** Where it is another port of the same host. */
  readonly origin?: string | undefined;
}

/** Paths, and addresses on the same host, anywhere in the answer; others are not reached unasked. */
function entriesIn(body: string, { service, check }: HttpEndpoint, { variables }: Lab): readonly Entry[] {
  const base = addressIn(service.url, variables);
  const texts = [...body.matchAll(/"(?:path|url|href|endpoint|address|uri|base_?url)"\s*:\s*"([^"\\]{1,300})"/giu)];
  const found = texts.flatMap(([, text = '']): readonly Entry[] => {
    const url = text.startsWith('/') && !text.startsWith('//') ? URL.parse(text, base?.href) : URL.parse(text);
    if (url === null || url.hostname !== base?.hostname || !/^https?:$/u.test(url.protocol)) return [];
    const path = url.pathname + url.search;
    return [url.origin === base.origin ? { path } : { path, origin: url.origin }];
  });
  const known = new Map(found.map((entry) => [`${entry.origin ?? ''}${entry.path}`, entry]));
  const others = [...known.values()].filter(
    ({ path, origin }) => origin !== undefined || (path !== check.path && path !== '/'),
  );
  return others.slice(0, mostEntries);
}
