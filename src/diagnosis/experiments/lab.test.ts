import assert from 'node:assert/strict';
import { test } from 'node:test';

import { parseConfiguration } from '#config/parse-configuration.ts';
import type { Environment } from '#domain/configuration.ts';
import type { AddressFacts, ProbeResult } from '#domain/probe.ts';
import { endpointsOf } from '#probes/endpoints.ts';
import { createAuthorityFiles } from '#probes/prepare-authorities.ts';
import type { Probe } from '#probes/probe.ts';
import { createTokens } from '#probes/tokens.ts';
import { makeHttpFacts, makeProbeResult } from '#testing/make-probe-result.ts';

import type { ProbeWish } from './experiment.ts';
import { createLab } from './lab.ts';

const yaml = `
environments:
  staging:
    services: { desk: { url: 'https://127.0.0.1:9', headers: { X-Team: staging }, checks: [{ path: /mine, auth: me }] } }
    credentials: { me: { static: { env: TOKEN } } }
suites: {}
`;

const now = (): Date => new Date();

/** What goes out for a wish. */
function labOf(
  probe: (asked: Probe) => Promise<ProbeResult>,
  { variables, environment }: { readonly variables: Record<string, string>; readonly environment: Environment },
) {
  const authorities = createAuthorityFiles();
  const tokens = createTokens({ variables, authorities, now });
  const measuring = { prober: { probe }, authorities, variables, now, tokens };
  return createLab(
    { ...measuring, control: [], versionsOfRun: {}, id: 'w1', patienceMs: 4_000, isThorough: false },
    environment,
  );
}

async function probeFor(wish: Omit<ProbeWish, 'endpoint'>): Promise<Probe> {
  const [environment] = parseConfiguration(yaml, '/e2e.yaml').environments.values();
  assert.ok(environment);
  const [endpoint] = endpointsOf(environment);
  assert.ok(endpoint);
  const variables = { TOKEN: 'a-secret-token' };
  const sent: Probe[] = [];
  const probe = (asked: Probe) => {
    sent.push(asked);
    return Promise.resolve(makeProbeResult());
  };
  const lab = labOf(probe, { variables, environment });
  await lab.probe({ endpoint, ...wish }, AbortSignal.timeout(5_000));
  assert.ok(sent[0]);
  return sent[0];
}

test('what is asked of anybody goes past any certificate, and brings no header and no secret', async () => {
  const usual = await probeFor({});
  assert.equal(usual.reach.takesAnyCertificate, undefined);
  assert.match(JSON.stringify(usual), /a-secret-token/u);
  const asked = await probeFor({ fromAnybody: true });
  assert.equal(asked.reach.takesAnyCertificate, true);
  assert.deepEqual(asked.headers, {});
  assert.doesNotMatch(JSON.stringify({ ...asked, secrets: undefined }), /a-secret-token|X-Team/u);
});

test('versions that were seen are remembered, but not those round the proxy', async () => {
  const text =
    "environments: { staging: { services: { desk: { url: 'http://127.0.0.1:9', version: '/v#/sha' } } } }\nsuites: {}\n";
  const [environment] = parseConfiguration(text, '/e2e.yaml').environments.values();
  assert.ok(environment);
  let count = 0;
  const probe = () => {
    return Promise.resolve(makeProbeResult({ http: makeHttpFacts({ body: `{"sha":"v${(count += 1)}"}` }) }));
  };
  const lab = labOf(probe, { variables: {}, environment });
  const signal = AbortSignal.timeout(5_000);
  await lab.versions(environment, signal);
  await lab.versions({ ...environment }, signal);
  await lab.versions(environment, signal);
  assert.deepEqual(lab.versionsSeen(), [{ desk: 'v1' }, { desk: 'v3' }]);
});

const address = (family: 4 | 6) =>
  ({ address: 'x', family, tcp: 'failed', code: 'EADDRNOTAVAIL' }) satisfies AddressFacts;

const remembered = async (code: string, addresses: readonly AddressFacts[]): Promise<unknown> => {
  const [environment] = parseConfiguration(yaml, '/e2e.yaml').environments.values();
  assert.ok(environment);
  const [endpoint] = endpointsOf(environment);
  assert.ok(endpoint);
  const result = makeProbeResult({ standing: 'unknown', problem: { code, message: '' }, addresses });
  const lab = labOf(() => Promise.resolve(result), { variables: { TOKEN: 'x' }, environment });
  await lab.probe({ endpoint }, AbortSignal.timeout(5_000));
  return lab.withoutPort()?.problem?.code;
};

test('that this machine had no port is remembered, but not that it has no address of IPv6', async () => {
  assert.equal(await remembered('EADDRNOTAVAIL', [address(4)]), 'EADDRNOTAVAIL');
  assert.equal(await remembered('EADDRNOTAVAIL', [address(6), address(4)]), 'EADDRNOTAVAIL');
  assert.equal(await remembered('EADDRNOTAVAIL', [address(6)]), undefined);
  assert.equal(await remembered('ECONNREFUSED', [address(4)]), undefined);
});
