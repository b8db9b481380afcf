import assert from 'node:assert/strict';
import { test } from 'node:test';

import { WebClient, type FetchFunction } from '@slack/web-api';

import { createPulse } from './pulse.ts';

function pulseOf(answers: (() => Promise<Response>)[]) {
  const clock = { ms: 0 };
  const asked: number[] = [];
  const fetch: FetchFunction = () => {
    asked.push(clock.ms);
    return answers.shift()?.() ?? Promise.reject(new Error('not expected'));
  };
  const client = new WebClient('xoxb-x', { fetch, retryConfig: { retries: 0 }, rejectRateLimitedCalls: true });
  return { pulse: createPulse(client, () => clock.ms), clock, asked };
}

const answer =
  (body: object, status = 200) =>
  async () =>
    new Response(JSON.stringify(body), { status, headers: { 'retry-after': '1' } });

test('one answer of Slack serves the probes of some seconds, and is renewed behind them', async () => {
  const { pulse, clock, asked } = pulseOf([answer({ ok: true }), answer({ ok: false, error: 'token_revoked' })]);
  assert.deepEqual(await Promise.all([pulse(), pulse()]), [true, true]);
  clock.ms = 4_000;
  assert.equal(await pulse(), true);
  clock.ms = 8_000;
  assert.equal(await pulse(), true);
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.equal(await pulse(), false);
  assert.deepEqual(asked, [0, 8_000]);
});

test('while Slack does not answer, an old answer counts for nothing', async () => {
  const { pulse, clock } = pulseOf([answer({ ok: true }), () => new Promise(() => {})]);
  assert.equal(await pulse(), true);
  clock.ms = 16_000;
  const stale = pulse();
  assert.equal(await Promise.race([stale, new Promise((resolve) => setTimeout(resolve, 20, 'open'))]), 'open');
});

test('a broken connection is not well, a limit of the rate is an answer', async () => {
  assert.equal(await pulseOf([() => Promise.reject(new TypeError('fetch failed'))]).pulse(), false);
  assert.equal(await pulseOf([answer({ ok: false, error: 'ratelimited' }, 429)]).pulse(), true);
});
