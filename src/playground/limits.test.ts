import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Board } from './board.ts';
import { FileShelf } from './file-shelf.ts';
import { tiers, type Method } from './methods/method.ts';
import { RateLimits } from './rate-limits.ts';
import { ResponseUrls } from './response-urls.ts';
import { Triggers } from './triggers.ts';

const method = (rate: Method['rate']): Method => ({ scopes: [], rate, run: async () => ({}) });

test('a window slides: a call leaves it after a minute, and channels count apart', () => {
  let now = 0;
  const limits = new RateLimits(() => now);
  const call = (channel = 'C1') =>
    limits.retryAfterS('m', method({ calls: 2, withinMs: 60_000, per: 'channel' }), { channel });
  assert.deepEqual([call(), call('C2')], [undefined, undefined]);
  now = 30_000;
  assert.equal(call(), undefined);
  assert.equal(call(), 30);
  now = 60_000;
  assert.deepEqual([call(), call(), call('C2')], [undefined, 30, undefined]);
});

test('a refused call does not count', () => {
  let now = 0;
  const limits = new RateLimits(() => now);
  const call = () => limits.retryAfterS('m', method(tiers.tier1), {});
  assert.deepEqual([call(), call(), call()], [undefined, 60, 60]);
  now = 60_000;
  assert.equal(call(), undefined);
});

test('a trigger lives three seconds and opens one view', () => {
  let now = 1_000;
  const triggers = new Triggers(() => now);
  const [first, second] = [triggers.issue({ user: 'U1' }), triggers.issue({ user: 'U2', viewId: 'V1' })];
  now += 2_999;
  assert.equal(triggers.exchange(first).user, 'U1');
  assert.throws(() => triggers.exchange(first), { code: 'exchanged_trigger_id' });
  now += 1;
  assert.throws(() => triggers.exchange(second), { code: 'expired_trigger_id' });
  assert.throws(() => triggers.exchange('1.2.x'), { code: 'invalid_trigger_id' });
});

test('a response_url is good five times within thirty minutes', () => {
  let now = 0;
  const urls = new ResponseUrls(() => now);
  const target = { channel: 'C1', user: 'U1' };
  const [first, second] = [urls.issue(target), urls.issue(target)];
  const uses = Array.from({ length: 6 }, () => urls.use(first));
  assert.deepEqual(uses, [target, target, target, target, target, 'used_url']);
  now = 30 * 60_000;
  assert.equal(urls.use(second), 'expired_url');
  assert.equal(urls.use('forged'), 'expired_url');
});

test('the board forgets its oldest messages and says so', () => {
  const forgotten: string[] = [];
  const board = new Board((channel, ts) => forgotten.push(`${channel} ${ts}`));
  for (let index = 0; index < 5_002; index += 1)
    board.put(index % 2 === 0 ? 'C1' : 'C2', { ts: `1.${String(index).padStart(6, '0')}` });
  assert.deepEqual(forgotten, ['C1 1.000000', 'C2 1.000001']);
  assert.equal(Object.values(board.messages()).flat().length, 5_000);
});

test('the shelf makes room for new files with its oldest ones', () => {
  const shelf = new FileShelf();
  const body = Buffer.alloc(20 * 1024 * 1024);
  for (const id of ['F1', 'F2', 'F3', 'F4']) shelf.put(id, { name: id, body });
  assert.equal(shelf.get('F1'), undefined);
  assert.equal(shelf.get('F4')?.body.byteLength, body.byteLength);
});
