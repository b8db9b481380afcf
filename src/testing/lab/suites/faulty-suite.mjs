// A suite that is itself at fault: FAULT names in which way. Beside that it tests the stack as any other does.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { before, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';

import { WebSocket } from 'ws';

const {
  FAULT,
  STAGING_URL,
  STAGING_AUTH_URL,
  STAGING_WS_URL,
  JWT_SECRET,
  E2E_PASSWORD,
  E2E_USER,
  SIGNS_IN,
  OTHER_URL,
} = process.env;

async function signIn() {
  if (SIGNS_IN !== 'minted') {
    const body = JSON.stringify({ user: E2E_USER, password: E2E_PASSWORD });
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${STAGING_AUTH_URL}/login`, { method: 'POST', headers, body });
    return (await response.json()).token;
  }
  const iat = Math.floor(Date.now() / 1_000);
  const parts = [
    { alg: 'HS256', typ: 'JWT' },
    { sub: E2E_USER, iat, exp: iat + 300 },
  ];
  const text = parts.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  return `${text}.${createHmac('sha256', JWT_SECRET).update(text).digest('base64url')}`;
}

async function get(url, token, patienceMs = 3_000) {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const response = await fetch(url, { headers, signal: AbortSignal.timeout(patienceMs) });
  assert.equal(response.status, 200, `GET ${url} answered ${response.status}`);
  return response.json();
}

void test('health says ok', async () => {
  assert.equal((await get(`${STAGING_URL}/health`)).status, 'ok');
});

void test('a signed-in user has a profile', async () => {
  assert.equal((await get(`${STAGING_URL}/api/me`, await signIn())).user, E2E_USER);
});

void test('the websocket answers', async (t) => {
  const socket = new WebSocket(STAGING_WS_URL, { headers: { authorization: `Bearer ${await signIn()}` } });
  t.after(() => socket.terminate());
  const first = await new Promise((resolve, reject) => {
    socket.once('message', (text) => resolve(JSON.parse(text)));
    socket.once('error', reject);
    socket.once('close', (code) => reject(new Error(`WebSocket closed with ${code}`)));
  });
  assert.equal(first.type, 'connected');
});

const faulty = {
  'wrong-target': () => {
    void test('a user has items', async () => void (await get(`${OTHER_URL}/api/items`, await signIn())));
    void test('a user has settings', async () => void (await get(`${OTHER_URL}/config`)));
  },
  'timeout-too-short': () => {
    void test('items come in time', async () => {
      await get(`${STAGING_URL}/api/items`, await signIn(), Number(process.env.PATIENCE_S) * 1_000);
    });
  },
  'fake-pass': () => {
    void test('items come somehow', async () => {
      try {
        await get(`${STAGING_URL}/api/items`, await signIn());
      } catch {
        // swallowed
      }
    });
  },
  'timer-padded': () => {
    for (const path of ['/health', '/config', '/version', '/health/ready', '/discovery', '/api/session']) {
      void test(`${path} after a while`, async () => {
        assert.ok(await get(`${STAGING_URL}${path}`));
        await delay(Number(process.env.PADDING_S) * 1_000);
      });
    }
  },
  'tests-not-collected': () => {
    const isAgain = existsSync('collected-once');
    writeFileSync('collected-once', '');
    void test('there are as many as before', () => assert.ok(!isAgain, 'fewer tests than before'));
    for (let count = isAgain ? 6 : 0; count < 6; count += 1) {
      void test(`more ${count}`, async () => assert.ok(await get(`${STAGING_URL}/config`)));
    }
  },
  'fixture-error': () => {
    void describe('users', () => {
      before(() => {
        if (process.env.BREAKS === 'file') JSON.parse(readFileSync('fixtures/users.json', 'utf8'));
        throw new TypeError("Cannot read properties of undefined (reading 'second')");
      });
      for (const name of ['first', 'second', 'third']) void test(`the ${name} user`, () => assert.ok(name));
    });
  },
  'order-dependence': () => {
    const seen = [];
    void test('a thread is made', async () => {
      seen.push('thread');
      assert.ok(await get(`${STAGING_URL}/config`));
    });
    void test('there are no threads at first', async () => {
      assert.ok(await get(`${STAGING_URL}/config`));
      assert.deepEqual(seen, []);
    });
  },
  'flaky-test': () => {
    void test('now and then', async () => {
      assert.ok(await get(`${STAGING_URL}/config`));
      assert.ok(Math.random() < Number(process.env.SHARE), 'the counter was not updated yet');
    });
  },
  'wrong-assertion': () => {
    void test('a profile has a plan', async () => {
      assert.equal((await get(`${STAGING_URL}/api/me`, await signIn())).plan, process.env.PLAN);
    });
  },
};

faulty[FAULT]();
