import assert from 'node:assert/strict';
import { test } from 'node:test';

import { parseConfiguration } from '#config/parse-configuration.ts';
import type { ProbeResult } from '#domain/probe.ts';
import { makeProbeResult, makeWsFacts } from '#testing/make-probe-result.ts';
import { makeSymptom } from '#testing/make-symptom.ts';

import { aimOf } from './experiments/aim.ts';
import { vitalSigns } from './vital-signs.ts';

/** What is looked at first where a websocket was refused with that status, and tokens are signed like that. */
function looked(credential: string, status: number, origin = ''): readonly string[] {
  const yaml = `environments: { staging: {
    services: { desk: { url: 'http://127.0.0.1:9', health: /health } },
    websockets: { chat: { url: 'ws://127.0.0.1:9/ws', auth: me${origin} } },
    credentials: { me: { jwt: { ${credential}, claims: { sub: me } } } } } }\nsuites: {}\n`;
  const [environment] = parseConfiguration(yaml, '/e2e.yaml').environments.values();
  assert.ok(environment);
  const refused: Partial<ProbeResult> = {
    kind: 'websocket',
    endpoint: 'chat',
    standing: 'down',
    brokeAt: 'upgrade',
    ws: makeWsFacts({ status }),
  };
  const symptom = makeSymptom({ phase: 'upgrade', status, target: 'ws://127.0.0.1:9/ws' });
  const aim = { ...aimOf(symptom, { environment, variables: {} }), plain: makeProbeResult(refused) };
  return vitalSigns(aim, []).map(({ name }) => name);
}

const published = 'alg: RS256, privateKey: { env: KEY }';
const shared = 'secret: { env: SECRET }';

test('where a token with a published key is refused, settings and keys are audited', () => {
  assert.ok(looked(published, 401).includes('settings-audit'));
  assert.ok(!looked(published, 502).includes('settings-audit'));
  assert.ok(!looked(shared, 401).includes('settings-audit'));
});

test('a refusal before the upgrade makes its Origin a question, and is quick enough to be asked for eight times more', () => {
  assert.ok(looked(shared, 403).includes('origins'));
  assert.ok(!looked(shared, 502).includes('origins'));
  assert.ok(looked(shared, 403).includes('repeats'));
});
