import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { ProbeResult } from '#domain/probe.ts';
import { makeHttpFacts, makeProbeResult } from '#testing/make-probe-result.ts';
import { runExperiment } from '#testing/run-experiment.ts';

import { repeats } from './repeats.ts';

const yaml = "services: { desk: { url: 'http://127.0.0.1:9', health: /health } }";
const symptom = { phase: 'http', error: 'ReadTimeout', target: 'http://127.0.0.1:9/health' } as const;
const down = { standing: 'down', brokeAt: 'response' } as const;

test('eight are asked where that is quick, four where each takes a second, all at once where each takes several', async () => {
  assert.equal(await askedOf(40), 8);
  assert.equal(await askedOf(1_500), 4);
  assert.equal(await askedOf(5_000), 8);
});

async function askedOf(durationMs: number): Promise<number> {
  const { wishes, valueOf } = await runExperiment(repeats, { yaml, symptom, answer: () => ({ durationMs }) });
  assert.equal(valueOf('repeat.pattern'), 'all-ok');
  return wishes.length;
}

test('of four slow ones two that fail are a mixture', async () => {
  const { valueOf } = await runExperiment(repeats, {
    yaml,
    symptom,
    answer: (_, count) => ({ durationMs: 1_500, ...(count % 2 === 0 ? down : {}) }),
  });
  assert.equal(valueOf('repeat.pattern'), 'mixed');
  assert.equal(valueOf('repeat.in-turn'), true);
});

test('that something else passes says nothing of what is no GET', async () => {
  const posted = { ...symptom, method: 'POST' };
  assert.equal((await runExperiment(repeats, { yaml, symptom: posted })).valueOf('repeat.pattern'), undefined);
  const failing = await runExperiment(repeats, { yaml, symptom: posted, answer: () => down });
  assert.equal(failing.valueOf('repeat.pattern'), 'all-bad');
});

test('where all fail nobody is told apart', async () => {
  const { valueOf } = await runExperiment(repeats, { yaml, symptom, answer: () => down });
  assert.equal(valueOf('repeat.pattern'), 'all-bad');
  assert.equal(valueOf('repeat.in-turn'), undefined);
});

async function woken(before: Partial<ProbeResult>, nowMs: number): Promise<unknown> {
  const plain = makeProbeResult({ endpoint: 'desk', ...before });
  const { valueOf } = await runExperiment(repeats, { yaml, symptom, plain, answer: () => ({ durationMs: nowMs }) });
  return valueOf('replay.woke');
}

test('what nobody waits for any more, though the replays did, has woken', async () => {
  const late = { durationMs: 3_400 };
  assert.equal(await woken(late, 20), true);
  assert.equal(await woken({ ...down, durationMs: 8_000, problem: { code: 'TIMEOUT', message: '' } }, 20), true);
  assert.equal(await woken(late, 900), undefined);
  assert.equal(await woken({ durationMs: 400 }, 20), undefined);
  assert.equal(await woken({ ...late, ...down, problem: { code: 'STATUS_504', message: '' } }, 20), true);
  assert.equal(await woken({ ...late, ...down, problem: { code: 'STATUS_500', message: '' } }, 20), undefined);
  // A conversation takes its time, and what is repeated of it may be less.
  assert.equal(await woken({ ...late, kind: 'websocket' }, 20), undefined);
  assert.equal(await woken({ ...late, endpoint: 'other' }, 20), undefined);
});

test('where one of eight fails, nobody has woken', async () => {
  const plain = makeProbeResult({ endpoint: 'desk', durationMs: 3_400 });
  const { valueOf } = await runExperiment(repeats, {
    yaml,
    symptom,
    plain,
    answer: (_, count) => (count === 5 ? down : { durationMs: 20 }),
  });
  assert.equal(valueOf('replay.woke'), undefined);
});

test('who passed when it was done again, and right after that nobody was there, has gone away', async () => {
  const gone = async (before: Partial<ProbeResult>, code: string): Promise<unknown> => {
    const plain = makeProbeResult({ endpoint: 'desk', ...before });
    const answer = () => ({ ...down, problem: { code, message: '' } });
    return (await runExperiment(repeats, { yaml, symptom, plain, answer })).valueOf('repeat.all-gone');
  };
  assert.equal(await gone({}, 'STATUS_502'), true);
  assert.equal(await gone({}, 'ECONNREFUSED'), true);
  assert.equal(await gone({}, 'STATUS_500'), undefined);
  assert.equal(await gone(down, 'STATUS_502'), undefined);
  assert.equal(await gone({ endpoint: 'other' }, 'STATUS_502'), undefined);
});

const servedBy = (instance: string) => ({ http: makeHttpFacts({ headers: { 'x-served-by': instance } }) });

async function tellApart(bad: string, good: string) {
  const answer = (_: unknown, count: number) => (count % 2 === 0 ? { ...down, ...servedBy(bad) } : servedBy(good));
  const { valueOf } = await runExperiment(repeats, { yaml, symptom, answer });
  return [valueOf('repeat.by-version'), valueOf('repeat.bad-instance')];
}

test('where good and bad differ by the instance that answers, the bad ones are named', async () => {
  assert.deepEqual(await tellApart('desk-2', 'desk-1'), [true, 'desk-2']);
  assert.deepEqual(await tellApart('desk-1', 'desk-1'), [false, undefined]);
});
