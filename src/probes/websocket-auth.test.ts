import assert from 'node:assert/strict';
import { test } from 'node:test';

import { isRefusal } from './websocket-auth.ts';

const good = { authBy: 'header', token: 'good' } as const;
const bad = { authBy: 'header', token: 'bad' } as const;

const cases = [
  { title: '1011 "Internal error" with a good token', probe: good, code: 1011, reason: 'Internal error', is: false },
  { title: '1011 without a reason with a good token', probe: good, code: 1011, reason: '', is: false },
  {
    title: '1011 "Authentication failed" with a good token',
    probe: good,
    code: 1011,
    reason: 'Authentication failed',
    is: true,
  },
  { title: '1011 "Internal error" with a bad token', probe: bad, code: 1011, reason: 'Internal error', is: true },
  { title: '1008 with a good token', probe: good, code: 1008, reason: '', is: true },
  { title: '4401 with a good token', probe: good, code: 4401, reason: '', is: true },
  { title: '3000 with a good token', probe: good, code: 3000, reason: '', is: true },
  { title: '4429 "slow down" with a good token', probe: good, code: 4429, reason: 'slow down', is: false },
  { title: '1012 "Service restart" with a bad token', probe: bad, code: 1012, reason: 'Service restart', is: false },
  { title: '1013 "token limit" with a good token', probe: good, code: 1013, reason: 'token limit', is: false },
] as const;

for (const { title, probe, code, reason, is } of cases) {
  test(`a close before any event with ${title} is ${is ? '' : 'not '}held against auth`, () => {
    assert.equal(isRefusal(probe, { by: 'server', code, reason, atMs: 1 }), is);
  });
}

test('what we close ourselves, or where no token is handed over, is never a refusal', () => {
  assert.equal(isRefusal(bad, { by: 'client', code: 1008, reason: '', atMs: 1 }), false);
  assert.equal(isRefusal({ token: 'none' }, { by: 'server', code: 1008, reason: '', atMs: 1 }), false);
  assert.equal(isRefusal(bad, undefined), false);
});
