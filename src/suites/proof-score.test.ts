import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Contact, TestOutcome, TestResult } from '#domain/test-result.ts';

import { scoreTest, type MutantRun, type Score } from './proof-score.ts';

const real: Contact = { host: 'api.example.com', port: 443, connections: 1, bytesIn: 9 };
const replaced: Contact = { host: '127.0.0.1', port: 7000, connections: 1, bytesIn: 9 };

function result(outcome: TestOutcome, contacts?: readonly Contact[], id = 'a.py::t'): TestResult {
  return { id, outcome, durationMs: 5, attempts: 1, contacts };
}

function score(tests: readonly TestResult[], parts: Partial<MutantRun> = {}): Score {
  const run: MutantRun = { mutant: 'http-500', port: 7000, running: [], tests, ...parts };
  return scoreTest('a.py::t', [run], [{ host: 'api.example.com', port: 443 }]);
}

const red = { asked: ['http-500'], survived: [], unmet: [], durationMs: 5 };
const survived = { asked: ['http-500'], survived: ['http-500'], unmet: [], durationMs: 5 };
const notAsked = { asked: [], survived: [], unmet: ['http-500'], durationMs: 5 };
const notTried = { asked: [], survived: [], unmet: [], durationMs: 0 };

test('a test that is red did what it should, and one that passes or skips itself survived', () => {
  assert.deepEqual(score([result('failed', [replaced])]), red);
  assert.deepEqual(score([result('error')]), red);
  assert.deepEqual(score([result('passed', [replaced])]), survived);
  assert.deepEqual(score([result('skipped', [])]), survived);
  assert.deepEqual(score([result('passed')]), survived);
});

test('a test that went on speaking to the real target was not asked', () => {
  assert.deepEqual(score([result('passed', [real])]), notAsked);
  assert.deepEqual(score([result('passed', [real, replaced])]), survived);
});

test('of a WebSocket mutant only those are asked who spoke to it', () => {
  const mutant = 'ws-1011' as const;
  assert.deepEqual(score([result('passed', [])], { mutant }), { ...notAsked, unmet: [mutant] });
  assert.deepEqual(score([result('passed', [replaced])], { mutant }).survived, ['ws-1011']);
  assert.deepEqual(score([result('failed', [])], { mutant }).asked, ['ws-1011']);
});

test('a test without a result was red when its file was, or when the runner was ended during it; else nobody knows', () => {
  assert.deepEqual(score([]), notTried);
  assert.deepEqual(score([result('error', [], 'a.py')]), { ...red, durationMs: 0 });
  assert.deepEqual(score([result('error', [], 'b.py')]), notTried);
  assert.deepEqual(score([], { running: ['a.py::t'] }), { ...red, durationMs: 0 });
  assert.deepEqual(score([], { running: ['a.py::other'] }), notTried);
});

test('Node names a running test by its file and its last name', () => {
  const run: MutantRun = { mutant: 'silent', port: 7000, running: ['a.mjs > waits'], tests: [] };
  const asked = (id: string): readonly string[] => scoreTest(id, [run], []).asked;
  assert.deepEqual(asked('a.mjs > chat > waits'), ['silent']);
  assert.deepEqual(asked('a.mjs > waits'), ['silent']);
  assert.deepEqual(asked('a.mjs > chat > waits not'), []);
  assert.deepEqual(asked('b.mjs > waits'), []);
});
