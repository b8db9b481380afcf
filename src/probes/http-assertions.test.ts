import assert from 'node:assert/strict';
import { it } from 'node:test';

import { judgeAnswer } from './http-assertions.ts';
import type { AssertedAnswer } from './http-assertions.ts';
import type { HttpExpectations } from './probe.ts';

const answer: AssertedAnswer = {
  status: 200,
  headers: new Map([
    ['content-type', 'application/json; charset=utf-8'],
    ['set-cookie', 'session=secret'],
  ]),
  body: Buffer.from('{"ok":true,"parts":[{"name":"db","state":"degraded"}]}'),
  firstByteMs: 120,
  tls: undefined,
};

function judge(expect: HttpExpectations, changed: Partial<AssertedAnswer> = {}): readonly string[] {
  return judgeAnswer(expect, { ...answer, ...changed }).map(
    ({ what, outcome, detail }) => `${what} ${outcome}: ${detail}`,
  );
}

void it('any 2xx is good unless a status, or a bound for it, is given', () => {
  assert.deepEqual(judge({}), ['status 2xx passed: got 200']);
  assert.deepEqual(judge({}, { status: 304 }), ['status 2xx failed: got 304']);
  assert.deepEqual(judge({ status: 404 }, { status: 404 }), ['status 404 passed: got 404']);
  assert.deepEqual(judge({ statusBelow: 500 }, { status: 401 }), ['status below 500 passed: got 401']);
});

void it('each assertion says what was found', () => {
  const expect = {
    headers: { 'Content-Type': 'application/json', 'X-None': 'a', 'Set-Cookie': 'other' },
    contains: 'degraded',
    json: { '/ok': true, '/parts/0/state': 'fine', '/none': 1 },
    maxBytes: 10,
    withinMs: 100,
    certificateDays: 14,
  };
  assert.deepEqual(judge(expect).slice(1), [
    'header Content-Type passed: "application/json; charset=utf-8" holds "application/json"',
    'header X-None failed: absent',
    'header Set-Cookie failed: does not hold "other"',
    'contains passed: 54 bytes with "degraded"',
    'json /ok passed: is true',
    'json /parts/0/state failed: is "degraded", not "fine"',
    'json /none failed: is absent, not 1',
    'size failed: 54 bytes, at most 10',
    'first byte failed: after 120 ms, at most 100 ms',
    'certificate days failed: no certificate, at least 14',
  ]);
});

void it('a body that is not JSON fails each pointer', () => {
  const body = Buffer.from('<html>');
  assert.deepEqual(judge({ json: { '/ok': true } }, { body }).slice(1), [
    'json /ok failed: the body is not JSON: "<html>"',
  ]);
});
