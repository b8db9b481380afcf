import assert from 'node:assert/strict';
import { test } from 'node:test';

import { statusIn, targetIn, urlIn } from './told-words.ts';

const page = `AssertionError: <!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01//EN" "http://www.w3.org/TR/html4/strict.dtd">
<html><head><title>502 Proxy Error</title></head><body><a href="http://proxy.example/help">help</a>`;

test('what the page of a proxy links to is no address that was asked', () => {
  assert.equal(targetIn(page), undefined);
  assert.equal(targetIn(`${page}\nassert 502 == 200 at http://api.example/v1`), 'http://api.example/v1');
});

test('where a client points for an explanation is no address that was asked', () => {
  const said =
    "Client error '403 Forbidden' for url 'http://api.example/me'\nFor more information check: https://developer.mozilla.org/en-US/docs/Web/HTTP/Status/403";
  assert.equal(targetIn(said), 'http://api.example/me');
  assert.equal(targetIn('For more information check: https://httpstatuses.com/403'), undefined);
});

test('the address that a service failed to reach is told in a body, and is not that of the test', () => {
  const body = `{"error": "ConnectionRefusedError: [Errno 111] Connect call failed ('127.0.0.1', 57395)"}`;
  assert.equal(urlIn(body), undefined);
  assert.equal(targetIn(body), '127.0.0.1:57395');
});

test('the status is read where pytest shows the difference of two lists', () => {
  assert.equal(statusIn('At index 6 diff: 429 != 200'), 429);
});

test('where a library says to read on is no address that was asked', () => {
  const pool =
    'QueuePool limit of size 3 reached, timeout 1.00 (Background on this error at: https://sqlalche.me/e/14/3o7r)';
  assert.equal(targetIn(pool), undefined);
  assert.equal(targetIn('failed, for help see https://example.com/errors/7'), undefined);
  assert.equal(targetIn('GET https://desk.example.com/v1 answered 500'), 'https://desk.example.com/v1');
});
