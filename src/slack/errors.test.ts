import assert from 'node:assert/strict';
import { test } from 'node:test';
import { WebAPIHTTPError, WebAPIPlatformError, WebAPIRateLimitedError, WebAPIRequestError } from '@slack/web-api';

import { classifyError, type Failure } from './errors.ts';

const platform = (error: string): Error => new WebAPIPlatformError({ ok: false, error });
const socket = (code: string): Error =>
  new WebAPIRequestError(new TypeError('fetch failed', { cause: Object.assign(new Error(code), { code }) }));

const cases: readonly (readonly [string, unknown, Failure])[] = [
  ['a 429', new WebAPIRateLimitedError(30), { kind: 'wait', code: 'ratelimited', afterMs: 30_000 }],
  ['a 429 that asks for nothing', new WebAPIRateLimitedError(0), { kind: 'wait', code: 'ratelimited', afterMs: 1_000 }],
  ['a limit in a 200', platform('ratelimited'), { kind: 'wait', code: 'ratelimited', afterMs: 5_000 }],
  ['a 503', new WebAPIHTTPError(503, '', {}), { kind: 'retry', code: 'http_503', isDoubtful: true }],
  ['a 407 of a proxy', new WebAPIHTTPError(407, '', {}), { kind: 'retry', code: 'http_407', isDoubtful: false }],
  ['an internal error', platform('internal_error'), { kind: 'retry', code: 'internal_error', isDoubtful: true }],
  ['a page instead of JSON', platform('<html>'), { kind: 'retry', code: 'unreadable_answer', isDoubtful: true }],
  ['a refused connection', socket('ECONNREFUSED'), { kind: 'retry', code: 'ECONNREFUSED', isDoubtful: false }],
  ['a reset connection', socket('ECONNRESET'), { kind: 'retry', code: 'ECONNRESET', isDoubtful: true }],
  ['a body that broke off', new TypeError('terminated'), { kind: 'retry', code: 'no_answer', isDoubtful: true }],
  [
    'a time-out of the client',
    new WebAPIRequestError(new DOMException('timed out', 'TimeoutError')),
    { kind: 'retry', code: 'no_answer', isDoubtful: true },
  ],
  ['something that is no error', 'lost', { kind: 'retry', code: 'no_answer', isDoubtful: true }],
  [
    'a revoked token',
    platform('token_revoked'),
    { kind: 'retry', code: 'token_revoked', isDoubtful: false, isBarred: true },
  ],
  [
    'a suspended workspace',
    platform('ekm_access_denied'),
    { kind: 'retry', code: 'ekm_access_denied', isDoubtful: false, isBarred: true },
  ],
  ['a channel without the bot', platform('not_in_channel'), { kind: 'stop', code: 'not_in_channel' }],
  [
    'an action that is restricted in some way',
    platform('restricted_action_read_only_channel'),
    { kind: 'stop', code: 'restricted_action_read_only_channel' },
  ],
  ['a message that is gone', platform('message_not_found'), { kind: 'repost', code: 'message_not_found' }],
  ['blocks that are refused', platform('invalid_blocks'), { kind: 'refused', code: 'invalid_blocks' }],
  ['a code that nobody knows', platform('brand_new_code'), { kind: 'refused', code: 'brand_new_code' }],
];

for (const [name, error, failure] of cases) {
  test(`${name} is judged as ${failure.kind}`, () => {
    assert.deepEqual(classifyError(error), failure);
  });
}
