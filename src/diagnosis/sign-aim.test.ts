import assert from 'node:assert/strict';
import { test } from 'node:test';

import { parseConfiguration } from '#config/parse-configuration.ts';
import { makeHttpFacts, makeProbeResult } from '#testing/make-probe-result.ts';
import { makeSymptom } from '#testing/make-symptom.ts';

import { credentialNameOf } from './endpoint-address.ts';
import { aimOf } from './experiments/aim.ts';
import { signAim } from './sign-aim.ts';

const login = (service: string): string =>
  `{ login: { service: ${service}, path: /login, body: { user: u }, token: /token } }`;

/** With which credential a path is asked again that no check has, where it was answered like that. */
function signedWith(credentials: string, { was, now }: { readonly was?: number; readonly now: number }): unknown {
  const yaml = `
environments:
  staging:
    services: { desk: { url: 'http://127.0.0.1:9', health: /health }, shop: { url: 'http://127.0.0.1:8', health: /health } }
    credentials: ${credentials}
suites: {}
`;
  const [environment] = parseConfiguration(yaml, '/e2e.yaml').environments.values();
  assert.ok(environment);
  const symptom = makeSymptom({
    phase: 'http',
    error: 'ReadTimeout',
    status: was,
    target: 'http://127.0.0.1:9/visits',
  });
  const aim = aimOf(symptom, { environment, variables: {} });
  const answer = makeProbeResult({ endpoint: 'desk:/visits', standing: 'down', http: makeHttpFacts({ status: now }) });
  return signAim(aim, [[answer], [answer]])?.operations.map(credentialNameOf);
}

test('whoever is refused where the test was not signs in: at that service, or with the only credential', () => {
  const one = `{ anna: ${login('shop')} }`;
  assert.deepEqual(signedWith(one, { now: 401 }), ['anna']);
  assert.deepEqual(signedWith(`{ anna: ${login('shop')}, ben: ${login('desk')} }`, { was: 500, now: 403 }), ['ben']);
  assert.equal(signedWith(`{ anna: ${login('shop')}, ben: ${login('shop')} }`, { now: 401 }), undefined);
  // The test was refused as well, or nobody is.
  assert.equal(signedWith(one, { was: 401, now: 401 }), undefined);
  assert.equal(signedWith(one, { now: 200 }), undefined);
});
