import assert from 'node:assert/strict';
import { test } from 'node:test';

import { standingOf, withoutToken } from './probe-fault.ts';

test('a fault of this machine says nothing of the endpoint, also on the way to a proxy', () => {
  const codes = ['ABORTED', 'EMFILE', 'EADDRNOTAVAIL', 'PROXY_EMFILE', 'ECONNREFUSED', 'PROXY_ECONNREFUSED'];
  assert.deepEqual(
    codes.map((code) => standingOf({ code, message: '' })),
    ['unknown', 'unknown', 'unknown', 'unknown', 'down', 'down'],
  );
  assert.equal(standingOf(undefined), 'up');
});

const failed = (code: string): unknown => withoutToken(Object.assign(new Error('connect'), { code }), 'failed').code;

test('who could not be asked for a token, for want of a port, has refused none', () => {
  assert.equal(failed('EADDRNOTAVAIL'), 'EADDRNOTAVAIL');
  assert.equal(failed('ECONNREFUSED'), 'NO_TOKEN');
  assert.deepEqual(withoutToken(undefined, 'answered 401'), { code: 'NO_TOKEN', message: 'No token: answered 401' });
});
