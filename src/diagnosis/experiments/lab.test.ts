import assert from 'node:assert/strict';
import { test } from 'node:test';

import { parseConfiguration } from '#config/parse-configuration.ts';
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
async function probeFor(wish: Omit<ProbeWish, 'endpoint'>): Promise<Probe> {
  const [environment] = parseConfiguration(yaml, '/e2e.yaml').environments.values();
  assert.ok(environment);
  const [endpoint] = endpointsOf(environment);
  assert.ok(endpoint);
  const variables = { TOKEN: 'a-secret-token' };
  const authorities = createAuthorityFiles();
  const sent: Probe[] = [];
  const prober = {
    probe: (probe: Probe) => {
      sent.push(probe);
      return Promise.resolve(makeProbeResult());
    },
  };
  const measuring = { prober, authorities, variables, now, tokens: createTokens({ variables, authorities, now }) };
  const lab = createLab(
    { ...measuring, control: [], versionsOfRun: {}, id: 'w1', patienceMs: 4_000, isThorough: false },
    environment,
  );
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
  const authorities = createAuthorityFiles();
  const tokens = createTokens({ variables: {}, authorities, now });
  const measuring = { prober: { probe }, authorities, variables: {}, now, tokens };
  const lab = createLab(
    { ...measuring, control: [], versionsOfRun: {}, id: 'w1', patienceMs: 4_000, isThorough: false },
    environment,
  );
  const signal = AbortSignal.timeout(5_000);
  await lab.versions(environment, signal);
  await lab.versions({ ...environment }, signal);
  await lab.versions(environment, signal);
  assert.deepEqual(lab.versionsSeen(), [{ desk: 'v1' }, { desk: 'v3' }]);
});
