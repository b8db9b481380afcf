import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { ProbeResult } from '#domain/probe.ts';
import { runExperiment } from '#testing/run-experiment.ts';

import { authForms } from './auth-forms.ts';

const broken = (brokeAt: ProbeResult['brokeAt'], code: string): Partial<ProbeResult> => ({
  standing: 'down',
  brokeAt,
  problem: { code, message: code },
});
const refused = broken('upgrade', 'STATUS_403');

/** Whether clients are told a form that is refused, where another is not. */
async function isOtherForm(told: Partial<ProbeResult>, other: Partial<ProbeResult>): Promise<unknown> {
  const chat = "{ url: 'ws://127.0.0.1:9/ws', auth: me, authBy: [subprotocol], send: hello }";
  const { valueOf } = await runExperiment(authForms, {
    yaml: `credentials: { me: { static: x } }, websockets: { chat: ${chat} }`,
    symptom: { status: 403, target: 'ws://127.0.0.1:9/ws' },
    answer: ({ changed }) => (changed?.['auth-form'] === 'subprotocol' ? told : other),
  });
  return valueOf('ws.other-form');
}

test('the form that passes is told from the one that is refused', async () => {
  assert.equal(await isOtherForm(refused, {}), true);
  assert.equal(await isOtherForm({}, refused), false);
  assert.equal(await isOtherForm(refused, refused), false);
});

test('what breaks a conversation that is signed in does not hide which form of the token was refused', async () => {
  const broke = broken('round-trip', 'CLOSE_1003');
  assert.equal(await isOtherForm(refused, broke), true);
  assert.equal(await isOtherForm(broke, broke), false);
  assert.equal(await isOtherForm(broken('auth', 'CLOSE_1008'), broken('welcome', 'TIMEOUT')), true);
  assert.equal(await isOtherForm(refused, broken('tcp', 'ECONNREFUSED')), false);
});
