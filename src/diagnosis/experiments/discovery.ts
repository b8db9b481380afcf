import type { ProbeResult } from '#domain/probe.ts';
import { endpointsOf, type HttpEndpoint } from '#probes/endpoints.ts';

import type { Aim, Experiment, Lab } from './experiment.ts';
import { alone, findings, rawOf } from './finding.ts';
import { addressIn } from '../endpoint-address.ts';
import { entriesIn, type Entry } from './discovery-entries.ts';
import { outcomeWord } from './outcome.ts';

const mostEntries = 8;

/** Calls what discovery names, as far as it belongs to the same service. */
export const discovery: Experiment = {
  name: 'discovery',
  observes: ['discovery.entries'],
  costSeconds: 0.6,
  doing: 'calling each address that discovery names',
  applies: (aim) => discoveryOf(aim) !== undefined,
  run: async (aim, lab, signal) => {
    const endpoint = discoveryOf(aim);
    if (endpoint === undefined) return [];
    const listed = await lab.probe({ endpoint }, signal);
    const entries = namedIn(listed.http?.body ?? '', endpoint, { aim, lab });
    const results = await Promise.all(entries.map((entry) => lab.probe({ endpoint: at(endpoint, entry) }, signal)));
    const words = results.map((result, index) => `${nameOf(entries[index])} ${outcomeWord(result) ?? 'not measured'}`);
    const dead = words.filter((_, index) => isDead(results[index], entries[index]));
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

/** Of the service that it is about; else of any: what it names is nowhere configured. */
function discoveryOf({ paths, environment }: Aim): HttpEndpoint | undefined {
  const others = endpointsOf(environment).filter((each): each is HttpEndpoint => each.kind === 'http');
  return [...paths, ...others].find(({ check }) =>
    /discover|registry|\.well-known|catalog|director(?:y|ies)|services\b|instances|endpoints|upstreams|nodes\b|peers\b/iu.test(
      check.path,
    ),
  );
}

/** An instance that refuses is there; a path of the service itself has to be found as well. */
function isDead(result: ProbeResult | undefined, entry: Entry | undefined): boolean {
  const word = result === undefined ? undefined : outcomeWord(result);
  if (word === undefined || word === 'ok') return false;
  return !(entry?.origin === undefined ? /STATUS_(?:401|403|405|426)$/u : /STATUS_[1-4]\d\d$/u).test(word);
}

function namedIn(
  body: string,
  { service, check }: HttpEndpoint,
  { aim: { environment }, lab: { variables } }: { readonly aim: Aim; readonly lab: Lab },
): readonly Entry[] {
  const base = addressIn(service.url, variables);
  const from = base === undefined ? null : URL.parse(check.path, base.href);
  if (from === null) return [];
  const settings = endpointsOf(environment).map((each) => (each.kind === 'http' ? each.service.url : each.socket.url));
  const hosts = new Set(settings.flatMap((each) => addressIn(each, variables)?.hostname ?? []));
  return entriesIn(body, { at: from, hosts }).slice(0, mostEntries);
}

function at(endpoint: HttpEndpoint, { origin, path }: Entry): HttpEndpoint {
  const { name, service, check } = endpoint;
  const id = `${name}:${path}`;
  if (origin === undefined) return { ...endpoint, id, check: { path, auth: check.auth } };
  // Another port gets no token: nobody said that it is ours.
  return { ...endpoint, id: `${name}:${origin}${path}`, service: { ...service, url: origin }, check: { path } };
}
