import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { test } from 'node:test';

import { askingScene, listen, topOf, valueOf } from '#testing/ask-server.ts';
import { makeFailure } from '#testing/make-run.ts';

import type { Rerunner } from './experiments/experiment.ts';

const { askWhy, askAbout } = askingScene();

test('what lasts long and is done in no time is told, and what takes as long is not', async (t) => {
  const symptom = { phase: 'assertion', error: 'AssertionError', medianMs: 1_300 } as const;
  const told = async (tookMs: number): Promise<unknown> => {
    const found = await askWhy(
      t,
      ({ url }, response) => void setTimeout(() => response.end('{}'), url === '/notes' ? tookMs : 0),
      { path: '/notes', symptom },
    );
    return valueOf(found, 'replay.quicker');
  };
  assert.equal(await told(0), true);
  assert.equal(await told(900), false);
});

test('a service that is on its way back is waited for, since it had answered the test', async (t) => {
  const server = createServer((_, response) => void response.writeHead(500).end('{}'));
  const url = await listen(t, server);
  server.close();
  const port = Number(new URL(url).port);
  const timer = setTimeout(() => void server.listen(port, '127.0.0.1'), 4_000);
  t.after(() => clearTimeout(timer));
  const found = await askAbout(url, { path: '/health', status: 500 });
  const replayed = found.observations.find(({ fact }) => fact === 'replay.passed')?.says;
  assert.equal(replayed, 'done again 3 times, it passed 0 times: desk response STATUS_500');
});

test('what holds everybody up while the test itself does it is seen by running the test', async (t) => {
  let isBusy = false;
  const waiting = new Set<() => void>();
  const rerunner: Rerunner = {
    seconds: () => 1,
    red: new Set(['test_note_is_saved']),
    run: async () => {
      isBusy = true;
      await new Promise((resolve) => void setTimeout(resolve, 1_200));
      isBusy = false;
      for (const each of waiting) each();
      waiting.clear();
      return [makeFailure('again', { id: 'test_note_is_saved' })];
    },
  };
  const found = await askWhy(
    t,
    (_, response) => {
      const answer = (): void => void response.end('{}');
      if (isBusy) waiting.add(answer);
      else answer();
    },
    {
      path: '/health',
      symptom: { tests: ['test_note_is_saved'], medianMs: 1_000 },
      // A conversation holds nobody up: that is asked first.
      more: ", credentials: { me: { static: x } }, websockets: { chat: { url: 'ws://127.0.0.1:1/', send: hello } }",
      rerunner,
      withinMs: 20_000,
    },
  );
  const heldUp = found.observations
    .filter(({ fact }) => fact === 'http.meanwhile-ms')
    .map(({ value }) => Number(value));
  assert.ok(Math.min(...heldUp) < 700 && Math.max(...heldUp) > 700);
  assert.equal(topOf(found), 'event-loop-blocked');
});

test('what stands still while one test runs, the others waited for: also where the path refuses us, who have no token', async (t) => {
  let isBusy = false;
  const rerunner: Rerunner = {
    seconds: () => 1,
    red: new Set(['test_seal', 'test_list']),
    run: async (tests) => {
      const [id] = tests ?? [];
      if (id !== 'test_seal') return [makeFailure('', { id, outcome: 'passed' })];
      isBusy = true;
      await new Promise((resolve) => void setTimeout(resolve, 1_400));
      isBusy = false;
      return [makeFailure('again', { id })];
    },
  };
  const found = await askWhy(
    t,
    ({ url }, response) => {
      const answer = (): void => void response.writeHead(url === '/health' ? 200 : 401).end('{}');
      const poll = (): void => void (isBusy ? setTimeout(poll, 50) : answer());
      poll();
    },
    {
      path: '/notes',
      symptom: { tests: ['test_list'] },
      other: { phase: 'steady', error: 'ConnectionClosedError', closedBy: 'client', tests: ['test_seal'] },
      rerunner,
      withinMs: 25_000,
    },
  );
  assert.deepEqual(
    found.diagnoses.map(({ causes: [first] }) => first?.id),
    ['event-loop-blocked', 'event-loop-blocked'],
  );
  const own = found.observations.find(({ says }) => says.startsWith('desk while test_list runs'));
  assert.ok(Number(own?.value) < 700);
});

test('a server error is gone where the path refuses for a reason by now: that may be what the test hoped for', async (t) => {
  const replayed = async (status: number): Promise<unknown> => {
    const found = await askWhy(
      t,
      ({ url }, response) => void response.writeHead(url === '/health' ? 200 : status).end('{}'),
      { path: '/items/none', status: 503 },
    );
    return valueOf(found, 'replay.passed');
  };
  assert.equal(await replayed(404), 3);
  assert.equal(await replayed(429), 0);
  assert.equal(await replayed(500), 0);
});

test('what is slow after a pause alone needs no run of the test to be seen, and is told so', async (t) => {
  const runs: unknown[] = [];
  const rerunner: Rerunner = {
    seconds: () => 0.1,
    red: new Set(['test_first']),
    run: (tests) => {
      runs.push(tests);
      return Promise.resolve([makeFailure('again', { id: 'test_first' })]);
    },
  };
  let askedAt = Date.now();
  const found = await askWhy(
    t,
    (_, response) => {
      const isCold = Date.now() - askedAt > 3_000;
      askedAt = Date.now();
      setTimeout(() => response.end('{}'), isCold ? 1_500 : 0);
    },
    { path: '/health', symptom: { tests: ['test_first'], medianMs: 1_000 }, rerunner, withinMs: 7_000 },
  );
  assert.equal(valueOf(found, 'http.first-slow'), true);
  assert.deepEqual(runs, []);
});

test('an answer that was not as hoped is not replayed by who only looks whether there is one', async (t) => {
  const replayed = async (status?: number): Promise<unknown> => {
    const found = await askWhy(t, (_, response) => void response.end('{}'), {
      path: '/health',
      ...(status === undefined ? {} : { status }),
      code: 'UNEXPECTED_BODY',
      symptom: { error: 'AssertionError' },
    });
    return valueOf(found, 'replay.passed');
  };
  assert.equal(await replayed(), undefined);
  assert.equal(await replayed(200), undefined);
  // The page of an error is another one, of course: that it is gone counts.
  assert.equal(await replayed(500), 3);
});
