import assert from 'node:assert/strict';
import { test } from 'node:test';

import { standingOf } from './probe-fault.ts';

test('a fault of this machine says nothing of the endpoint, also on the way to a proxy', () => {
  const codes = ['ABORTED', 'EMFILE', 'EADDRNOTAVAIL', 'PROXY_EMFILE', 'ECONNREFUSED', 'PROXY_ECONNREFUSED'];
  assert.deepEqual(
    codes.map((code) => standingOf({ code, message: '' })),
    ['unknown', 'unknown', 'unknown', 'unknown', 'down', 'down'],
  );
  assert.equal(standingOf(undefined), 'up');
});
