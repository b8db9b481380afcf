import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { ProbeResult } from '#domain/probe.ts';
import { runExperiment, type Ran } from '#testing/run-experiment.ts';

import { issuedToken } from './issued-token.ts';

const refused: Partial<ProbeResult> = {
  standing: 'down',
  brokeAt: 'upgrade',
  problem: { code: 'STATUS_403', message: 'refused' },
};

const login = '{ login: { service: desk, path: /login, body: { user: ida }, token: /token } }';
const jwt = '{ jwt: { secret: x, claims: { sub: batch } } }';

/** The websocket is opened as `own`; who is not `passing` is refused. */
function compared(own: string, passing: string, credentials: string): Promise<Ran> {
  return runExperiment(issuedToken, {
    yaml: `
      services: { desk: { url: 'http://127.0.0.1:9', health: /health } },
      credentials: { ${credentials} },
      websockets: { chat: { url: 'ws://127.0.0.1:9/ws', auth: ${own} } }
    `,
    symptom: { phase: 'upgrade', status: 403, target: 'ws://127.0.0.1:9/ws' },
    answer: ({ endpoint }) => (endpoint.kind === 'websocket' && endpoint.socket.auth === passing ? {} : refused),
  });
}

test('where the own token is issued, one that is signed here is held against it, and the other way round', async () => {
  const both = `ida: ${login}, batch: ${jwt}`;
  const issued = await compared('ida', 'batch', both);
  assert.deepEqual(
    [issued.valueOf('ws.token.good'), issued.valueOf('ws.token.minted'), issued.valueOf('ws.token.issued')],
    ['upgrade STATUS_403', 'ok', undefined],
  );
  const signed = await compared('batch', 'ida', both);
  assert.deepEqual(
    [signed.valueOf('ws.token.good'), signed.valueOf('ws.token.issued'), signed.valueOf('ws.token.minted')],
    ['upgrade STATUS_403', 'ok', undefined],
  );
  assert.ok([...issued.findings, ...signed.findings].every(({ isControlled }) => isControlled));
});

test('where all tokens are made in one way there is nothing to compare', async () => {
  assert.equal((await compared('ida', 'ida', `ida: ${login}`)).applies, false);
  assert.equal((await compared('batch', 'batch', `batch: ${jwt}`)).applies, false);
});
