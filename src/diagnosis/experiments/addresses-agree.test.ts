import assert from 'node:assert/strict';
import { test } from 'node:test';

import { addressesAgree } from './addresses-agree.ts';

test('two that know other addresses of one kind disagree', () => {
  assert.equal(addressesAgree(['10.0.0.7'], { addresses: ['10.0.0.9'] }), false);
  assert.equal(addressesAgree(['203.0.113.7'], { addresses: ['203.0.113.9'], isAlone: true }), false);
  assert.equal(addressesAgree(['10.0.0.7', '10.0.0.8'], { addresses: ['10.0.0.8'] }), true);
});

test('that inside is told otherwise than outside means nothing', () => {
  for (const inside of ['10.0.0.7', '172.20.1.1', '192.168.1.2', '100.64.9.9', '127.0.0.1', '169.254.3.3']) {
    assert.equal(addressesAgree([inside], { addresses: ['203.0.113.9'] }), undefined);
    assert.equal(addressesAgree(['203.0.113.9'], { addresses: [inside] }), undefined);
  }
});

test('the only resolver there is does not prove itself', () => {
  assert.equal(addressesAgree(['10.0.0.7'], { addresses: ['10.0.0.7'], isAlone: true }), undefined);
});
