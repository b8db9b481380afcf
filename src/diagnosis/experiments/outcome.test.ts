import assert from 'node:assert/strict';
import { test } from 'node:test';

import { makeProbeResult } from '#testing/make-probe-result.ts';

import { outcomeWord } from './outcome.ts';

const word = (code: string, message: string): string | undefined =>
  outcomeWord(makeProbeResult({ standing: 'down', brokeAt: 'round-trip', problem: { code, message } }));

test('who sends more than we take has not failed, and who is told that he broke a rule has', () => {
  assert.equal(word('SENT_1008', 'sent 1008, own limit: more than 2000 frames within 1 s'), undefined);
  assert.equal(word('SENT_1009', 'sent 1009, own limit: a message of 80000 bytes'), 'round-trip SENT_1009');
  assert.equal(word('CLOSE_1008', 'closed with 1008'), 'round-trip CLOSE_1008');
});
