import type { ProbeResult } from '#domain/probe.ts';
import type { HttpEndpoint } from '#probes/endpoints.ts';

import { refusalFacts, tlsFacts } from './answer-facts.ts';
import { compare, type Side } from './compare.ts';
import type { Aim, Experiment, Finding, Lab } from './experiment.ts';
import { findings } from './finding.ts';

export const paths: Experiment = {
  name: 'paths',
  observes: [
    'http.shallow',
    'http.deep',
    'http.signed-in',
    'http.any-path',
    'http.latency-ms',
    'http.server',
    'http.body',
    'http.phrase',
    'tls.distrust',
    'tls.version',
    'tls.days-left',
    'tls.alpn',
  ],
  costSeconds: 1,
  doing: 'comparing shallow, deep and signed-in paths of the service',
  applies: ({ paths: [path] }) => path !== undefined,
  run: async (aim, lab, signal) => {
    const sides = sidesOf(aim);
    const compared = await compare(sides, lab, signal);
    const [shallow] = aim.paths;
    if (shallow === undefined || signal.aborted) return compared;
    const result = await lab.probe({ endpoint: shallow }, signal);
    const refused = await refusedOf(sides, compared, { lab, signal });
    const ms = result.http?.firstByteMs;
    const says = `first byte of ${shallow.id} after ${Math.round(ms ?? 0)} ms`;
    const latency = { fact: 'http.latency-ms', value: ms === undefined ? undefined : Math.round(ms), says } as const;
    const seen = [latency, ...tlsFacts(result), ...refusalFacts(refused ?? result)];
    return [...compared, ...findings(seen, { group: lab.newGroup(), at: result.startedAt })];
  },
};

/** The first that fails, once more: for who refuses it and in which words. */
async function refusedOf(
  sides: readonly Side[],
  compared: readonly Finding[],
  { lab, signal }: { readonly lab: Lab; readonly signal: AbortSignal },
): Promise<ProbeResult | undefined> {
  const bad = compared.find(({ value }) => /STATUS_/u.test(String(value)));
  const refused = sides.find(({ fact }) => fact === bad?.fact);
  return refused === undefined ? undefined : lab.probe(refused.wish, signal);
}

/** One path of each depth; the plain one stands for all that need neither a token nor what the deep one looks at. */
function sidesOf({ paths: [shallow, ...others] }: Aim): readonly Side[] {
  if (shallow === undefined) return [];
  const deep = others.find(({ service, check }) => check.path === service.deepHealth);
  const signedIn = [shallow, ...others].find(({ check }) => check.auth !== undefined);
  const any = others.find((each) => each !== deep && each.check.auth === undefined);
  return [
    ...side('http.shallow', shallow === signedIn ? undefined : shallow, 'the shallow path'),
    ...side('http.deep', deep, 'the deep path'),
    ...side('http.signed-in', signedIn, 'a path that signs in'),
    ...side('http.any-path', any, 'another path'),
  ];
}

function side(fact: Side['fact'], endpoint: HttpEndpoint | undefined, label: string): readonly Side[] {
  return endpoint === undefined ? [] : [{ fact, label, wish: { endpoint } }];
}
