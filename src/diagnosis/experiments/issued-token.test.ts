import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { ProbeResult } from '#domain/probe.ts';
import { runExperiment, type Ran } from '#testing/run-experiment.ts';

import type { ProbeWish } from './experiment.ts';
import { issuedToken, tokenMakers } from './issued-token.ts';

const refused: Partial<ProbeResult> = {
  standing: 'down',
  brokeAt: 'upgrade',
  problem: { code: 'STATUS_403', message: 'refused' },
};

const login = 'ida: { login: { service: desk, path: /login, body: { user: ida }, token: /token } }';
const jwt = 'batch: { jwt: { secret: x, claims: { sub: batch } } }';

interface Stack {
  /** Whose credential the websocket and the path have. */
  readonly own: string;
  readonly credentials: string;
  readonly target?: string;
  /** Who comes through. */
  readonly passing: readonly string[];
}

function asked(experiment: typeof tokenMakers, { own, credentials, target, passing }: Stack): Promise<Ran> {
  return runExperiment(experiment, {
    yaml: `
      services: { desk: { url: 'http://127.0.0.1:9', health: /health, checks: [{ path: /orders, auth: ${own} }] } },
      credentials: { ${credentials} },
      websockets: { chat: { url: 'ws://127.0.0.1:9/ws', auth: ${own} } }
    `,
    symptom:
      target === undefined
        ? { phase: 'upgrade', status: 403, target: 'ws://127.0.0.1:9/ws' }
        : { phase: 'http', status: 403, target },
    answer: (wish) => (passing.includes(userOf(wish) ?? '') ? {} : refused),
  });
}

function userOf({ endpoint }: ProbeWish): string | undefined {
  return endpoint.kind === 'http' ? endpoint.check.auth : endpoint.socket.auth;
}

const both = `${login}, ${jwt}`;

test('an issued token and one that is signed here differ where one of them alone passes, at a websocket and at a path', async () => {
  for (const target of [undefined, 'http://127.0.0.1:9/orders']) {
    for (const own of ['ida', 'batch']) {
      const { valueOf, wishes } = await asked(tokenMakers, { own, credentials: both, target, passing: ['batch'] });
      assert.equal(valueOf('auth.makers-differ'), true);
      assert.deepEqual(new Set(wishes.map(userOf)), new Set(['ida', 'batch']));
    }
    const alike = await asked(tokenMakers, { own: 'ida', credentials: both, target, passing: [] });
    assert.equal(alike.valueOf('auth.makers-differ'), false);
  }
});

test('where all tokens are made in one way, or nobody signs in, there is nothing to compare', async () => {
  assert.equal((await asked(tokenMakers, { own: 'ida', credentials: login, passing: [] })).applies, false);
  assert.equal((await asked(tokenMakers, { own: 'batch', credentials: jwt, passing: [] })).applies, false);
});

test('a token of our own is held against an issued one', async () => {
  const { valueOf } = await asked(issuedToken, { own: 'batch', credentials: both, passing: ['ida'] });
  assert.deepEqual([valueOf('ws.token.good'), valueOf('ws.token.issued')], ['upgrade STATUS_403', 'ok']);
  assert.equal((await asked(issuedToken, { own: 'ida', credentials: both, passing: [] })).applies, false);
});
