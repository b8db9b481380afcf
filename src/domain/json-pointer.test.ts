import assert from 'node:assert/strict';
import test from 'node:test';

import { atPointer } from './json-pointer.ts';

test('a pointer finds keys, list entries and escaped names, and the whole value when it is empty', () => {
  const value = { list: [{ token: 'x' }], 'a/b': 1, 'm~n': 2 };
  assert.equal(atPointer(value, '/list/0/token'), 'x');
  assert.equal(atPointer(value, '/a~1b'), 1);
  assert.equal(atPointer(value, '/m~0n'), 2);
  assert.equal(atPointer(value, ''), value);
});

test('a pointer finds nothing that the value does not have itself', () => {
  assert.equal(atPointer({}, '/__proto__'), undefined);
  assert.equal(atPointer({}, '/toString'), undefined);
  assert.equal(atPointer('text', '/length'), undefined);
  assert.equal(atPointer(null, '/a/b'), undefined);
});
