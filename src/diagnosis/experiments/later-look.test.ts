import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';

import { runExperiment, type MadeUp, type Ran } from '#testing/run-experiment.ts';

import { isGap, laterLook } from './later-look.ts';

const yaml = "services: { desk: { url: 'http://127.0.0.1:9', health: /health, version: '/version#/sha' } }";
const symptom = { phase: 'http', status: 502, target: 'http://127.0.0.1:9/health' } as const;
const down = { standing: 'down', brokeAt: 'response' } as const;
const refusedWith = (code: string) => ({ ...down, problem: { code, message: '' } }) as const;

/** Looks, as if the time in between had passed. */
async function look(t: TestContext, madeUp: Pick<MadeUp, 'answer' | 'versions' | 'youngest'>): Promise<Ran> {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const over = new AbortController();
  const running = runExperiment(laterLook, { yaml, symptom, ...madeUp }).finally(() => over.abort());
  for (let ticks = 0; !over.signal.aborted && ticks < 100; ticks += 1) {
    t.mock.timers.tick(1_500);
    await new Promise(setImmediate);
  }
  return running;
}

test('an instance that is away and comes back is well again, and enough good answers end the look', async (t) => {
  const { valueOf, wishes } = await look(t, { answer: (_, count) => (count < 5 && count % 2 === 0 ? down : {}) });
  assert.equal(valueOf('replay.later'), true);
  assert.equal(valueOf('version.changing'), undefined);
  assert.equal(wishes.length, 10);
});

test('who refuses by himself, young as he is, has grown up when he is well', async (t) => {
  const grown = async (code: string, youngest?: number): Promise<unknown> => {
    const { valueOf } = await look(t, { answer: (_, count) => (count < 4 ? refusedWith(code) : {}), youngest });
    t.mock.timers.reset();
    return valueOf('replay.after-start');
  };
  assert.equal(await grown('STATUS_503', 4), true);
  assert.equal(await grown('STATUS_503', 400), undefined);
  assert.equal(await grown('STATUS_503'), undefined);
  assert.equal(await grown('STATUS_502', 4), undefined);
});

test('a version that none of the first looks found has come meanwhile', async (t) => {
  let asked = 0;
  const versions = () => Promise.resolve({ desk: (asked += 1) > 6 ? 'b2' : 'a1' });
  const { valueOf, findings } = await look(t, { answer: () => down, versions });
  assert.equal(valueOf('version.changing'), true);
  assert.equal(valueOf('replay.later'), false);
  assert.match(findings[1]?.says ?? '', /^desk b2 within/u);
});

test('two versions that take turns from the beginning are two instances, not a change', async (t) => {
  let asked = 0;
  const versions = () => Promise.resolve({ desk: (asked += 1) % 2 === 0 ? 'b2' : 'a1' });
  const { valueOf } = await look(t, { answer: (_, count) => (count < 4 ? down : {}), versions });
  assert.equal(valueOf('version.changing'), undefined);
});

test('where two took turns and all are of one by now, the other is gone', async (t) => {
  let asked = 0;
  const versions = () => {
    asked += 1;
    return Promise.resolve({ desk: asked < 6 && asked % 2 === 1 ? 'a1' : 'b2' });
  };
  const { valueOf, findings } = await look(t, { answer: (_, count) => (count < 8 ? down : {}), versions });
  assert.equal(valueOf('version.changing'), true);
  assert.match(findings[1]?.says ?? '', /^desk b2 within .* at first it had reported another$/u);
});

test('a refused port, a bad gateway and a restart are gaps; what was answered is none', () => {
  for (const word of ['tcp ECONNREFUSED', 'response STATUS_502', 'upgrade STATUS_503', 'hold CLOSE_1012']) {
    assert.equal(isGap(word), true, word);
  }
  for (const word of [
    'ok',
    'response STATUS_500',
    'upgrade STATUS_401',
    'welcome CLOSE_1011',
    'hold CLOSE_1006',
    'response TIMEOUT',
  ]) {
    assert.equal(isGap(word), false, word);
  }
});

test('of a websocket the message goes out again, since what fails on it passes without', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const over = new AbortController();
  const running = runExperiment(laterLook, {
    yaml: "websockets: { chat: { url: 'ws://127.0.0.1:9/ws', send: hello } }",
    symptom: { phase: 'first-message', closeCode: 1012, target: 'ws://127.0.0.1:9/ws' },
  }).finally(() => over.abort());
  for (let ticks = 0; !over.signal.aborted && ticks < 100; ticks += 1) {
    t.mock.timers.tick(1_500);
    await new Promise(setImmediate);
  }
  const { wishes, applies } = await running;
  assert.equal(applies, true);
  assert.ok(wishes.length > 0 && wishes.every(({ sends }) => sends === true));
});
