import { parseConfiguration } from '#config/parse-configuration.ts';
import type { Environment } from '#domain/configuration.ts';
import type { PairVerdict } from '#domain/pair.ts';
import type { ProbeResult } from '#domain/probe.ts';
import type { Variables } from '#domain/setting.ts';
import { endpointsOf, findEndpoint, type Endpoint } from '#probes/endpoints.ts';
import { createAuthorityFiles } from '#probes/prepare-authorities.ts';
import { prepareProbe, toResult, type Changes, type Unprepared } from '#probes/prepare-probe.ts';
import { probeKinds } from '#probes/probe-kinds.ts';
import type { Probe } from '#probes/probe.ts';
import type { Prober } from '#probes/prober.ts';
import { createTokens } from '#probes/tokens.ts';
import { varyEndpoint } from '#probes/vary-endpoint.ts';
import { readFactors } from '#probes/vary-factors.ts';

/** What a configuration makes of its endpoints, measured on this thread. */
export interface ConfiguredProbes {
  readonly environment: Environment;
  endpoint(id: string): Endpoint;
  prepare(id: string, changed?: Changes): Promise<Probe | Unprepared>;
  probe(id: string, changed?: Changes): Promise<ProbeResult>;
  /** `words` as after `vary`. */
  vary(id: string, words: string): Promise<readonly PairVerdict[]>;
}

export interface ProbesWish {
  /** A whole `e2e.yaml`, or what stands below the environment `staging`. */
  readonly yaml: string;
  /** Of the configuration, in whose folder it looks for files. */
  readonly file?: string | undefined;
  readonly variables?: Variables | undefined;
  readonly prober?: Pick<Prober, 'probe'> | undefined;
}

export function configuredProbes({ yaml, file = '/e2e.yaml', variables = {}, prober }: ProbesWish): ConfiguredProbes {
  const environment = environmentIn(yaml, file);
  const authorities = createAuthorityFiles();
  const tokens = createTokens({ variables, authorities });
  const shared = { environment, variables, tokens, authorities };
  const { signal } = new AbortController();
  const measuring = prober ?? { probe: measureHere };

  function endpoint(id: string): Endpoint {
    const found = findEndpoint(id, environment);
    if (found !== undefined) return found;
    const known = endpointsOf(environment).map((each) => each.id);
    throw new Error(`no ${id} among ${known.join(', ')}`);
  }

  return {
    environment,
    endpoint,
    prepare: (id, changed) => prepareProbe(endpoint(id), { ...shared, id: 'p1.1', location: 'here', changed }, signal),
    async probe(id, changed) {
      const wish = { ...shared, id: 'p1.1', location: 'here', changed };
      const probe = await prepareProbe(endpoint(id), wish, signal);
      return 'unprepared' in probe ? toResult(probe, endpoint(id), wish) : measuring.probe(probe, signal);
    },
    vary: (id, words) =>
      varyEndpoint(
        { endpoint: endpoint(id), factors: readFactors(words.split(' ')), id: 'p1' },
        { ...shared, prober: measuring, gapMs: 1 },
        signal,
      ),
  };
}

function environmentIn(yaml: string, file: string): Environment {
  const isWhole = /^environments:/mu.test(yaml);
  const whole = isWhole ? yaml : `environments:\n  staging:\n${yaml.replaceAll(/^(?=.)/gmu, '    ')}`;
  const [environment] = parseConfiguration(whole, file).environments.values();
  if (environment === undefined) throw new Error('no environment');
  return environment;
}

function measureHere(probe: Probe, signal: AbortSignal): Promise<ProbeResult> {
  return probe.kind === 'http' ? probeKinds.http(probe, signal) : probeKinds.websocket(probe, signal);
}
