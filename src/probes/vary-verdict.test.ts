import assert from 'node:assert/strict';
import { test } from 'node:test';

import { OperatorError } from '#domain/operator-error.ts';
import { factors } from '#domain/pair.ts';
import { makeFullResult } from '#testing/full-result.ts';

import { factorWords, readFactors } from './vary-factors.ts';
import { fisherExact } from './vary-fisher.ts';
import { judgePair, outcomeOf, type ArmRecord, type Outcome } from './vary-verdict.ts';

const about = { endpoint: 'chat', factor: 'route' } as const;

/** `+` passed, `-` failed with 401 at the upgrade, `!` closed with 1011, `.` not measured. */
function arm(label: string, signs: string, latencyMs = 10): ArmRecord {
  const outcomes: Readonly<Record<string, Outcome | undefined>> = {
    '+': { passed: true, latencyMs },
    '-': { passed: false, look: 'STATUS_401 ', brokeAt: 'upgrade', code: 'STATUS_401' },
    '!': { passed: false, look: 'CLOSE_1011 oops', brokeAt: 'welcome', code: 'CLOSE_1011' },
    '?': { passed: false, look: 'CLOSE_1011 gone', brokeAt: 'auth', code: 'CLOSE_1011' },
  };
  return { label, outcomes: signs.split('').map((sign) => outcomes[sign]) };
}

function judged(...arms: readonly ArmRecord[]): readonly [verdict: string, says: string] {
  const { verdict, says } = judgePair(about, arms);
  return [verdict, says];
}

function near(one: readonly [number, number], other: readonly [number, number], expected: number): void {
  const p = fisherExact({ passed: one[0], failed: one[1] }, { passed: other[0], failed: other[1] });
  assert.ok(Math.abs(p - expected) < 5e-5, `${p} for ${one.join('/')} against ${other.join('/')}`);
}

test("Fisher's exact p is that of the textbooks", () => {
  near([4, 0], [0, 4], 0.0286);
  near([3, 0], [0, 3], 0.1);
  near([8, 0], [0, 8], 0.000155);
  near([3, 1], [1, 3], 0.4857);
  near([1, 9], [11, 3], 0.002759);
  near([4, 0], [4, 0], 1);
  near([0, 0], [4, 0], 1);
});

test('arms that always pass and always fail make the factor matter', () => {
  assert.deepEqual(judged(arm('direct', '++++'), arm('as configured', '----')), [
    'matters',
    'direct 4 of 4, as configured 0 of 4 (STATUS_401 at upgrade); p = 0.029',
  ]);
  assert.deepEqual(judged(arm('a', '++++'), arm('b', '++++'), arm('c', '!!!!'))[0], 'matters');
});

test('arms that fail each in its own way, every time, make it matter too', () => {
  assert.deepEqual(judged(arm('good token', '!!!!'), arm('bad token', '----')), [
    'matters',
    'good token 0 of 4 (CLOSE_1011 at welcome), bad token 0 of 4 (STATUS_401 at upgrade); p = 0.029',
  ]);
  assert.equal(judged(arm('good token', '!!!!'), arm('bad token', '????'))[0], 'matters');
});

test('arms that agree every time make no difference, also when both fail', () => {
  assert.deepEqual(judged(arm('h1', '++++'), arm('h2', '++++')), [
    'no-difference',
    'All pass every time: h1 4 of 4, h2 4 of 4',
  ]);
  assert.deepEqual(judged(arm('h1', '!!!'), arm('h2', '!!!')), [
    'no-difference',
    'All fail every time and in the same way: h1 0 of 3 (CLOSE_1011 at welcome), h2 0 of 3 (CLOSE_1011 at welcome)',
  ]);
});

test('nothing is claimed of what changes from time to time, or was measured less than three times', () => {
  assert.deepEqual(judged(arm('a', '+++-'), arm('b', '----')), [
    'unclear',
    'Not the same every time: a 3 of 4 (STATUS_401 at upgrade), b 0 of 4 (STATUS_401 at upgrade); p = 0.143',
  ]);
  assert.deepEqual(judged(arm('a', '!-!-'), arm('b', '-!-!')), [
    'unclear',
    'Not the same every time: a 0 of 4 (CLOSE_1011 at welcome), b 0 of 4 (STATUS_401 at upgrade); p = 1.000',
  ]);
  assert.deepEqual(judged(arm('a', '++..'), arm('b', '----')), [
    'unclear',
    'Too few attempts to tell, 3 are needed: a 2 of 2, b 0 of 4 (STATUS_401 at upgrade)',
  ]);
  assert.equal(judged(arm('a', '+++.'), arm('b', '----'))[0], 'matters');
});

test('a much longer answer is told only when it is so in every round', () => {
  const slow = { label: 'h1', outcomes: [400, 410, 390, 405].map((latencyMs) => ({ passed: true, latencyMs })) };
  assert.deepEqual(judged(slow, arm('h2', '++++', 20)), [
    'no-difference',
    'All pass every time: h1 4 of 4, h2 4 of 4; h1 takes 403 ms, h2 20 ms (medians), slower every time',
  ]);
  const once = { label: 'h1', outcomes: [400, 410, 30, 405].map((latencyMs) => ({ passed: true, latencyMs })) };
  assert.doesNotMatch(judged(once, arm('h2', '++++', 20))[1], /slower/u);
  assert.doesNotMatch(judged(arm('h1', '++++', 59), arm('h2', '++++', 10))[1], /slower/u);
  assert.doesNotMatch(judged(arm('h1', '++++', 290), arm('h2', '++++', 100))[1], /slower/u);
  assert.match(judged(arm('h1', '++++', 61), arm('h2', '++++', 10))[1], /slower/u);
});

test('an arm carries its numbers, its commonest failure and its median', () => {
  const outcomes: Outcome[] = [
    { passed: true, latencyMs: 5 },
    { passed: true, latencyMs: 20 },
    { passed: true },
    { passed: false, brokeAt: 'tcp', code: 'ECONNREFUSED' },
    { passed: false, brokeAt: 'tcp', code: 'TIMEOUT' },
    { passed: false, brokeAt: 'tcp', code: 'TIMEOUT' },
  ];
  assert.deepEqual(judgePair(about, [{ label: 'direct', outcomes: [...outcomes, undefined] }]).arms, [
    { label: 'direct', attempts: 6, passed: 3, brokeAt: 'tcp', code: 'TIMEOUT', medianMs: 12.5 },
  ]);
});

test('a result counts by its standing: unknown ones not at all, spoiled ones not for their time', () => {
  const result = makeFullResult('Internal error');
  const { ws } = result;
  assert.deepEqual(outcomeOf({ ...result, ws: { ...ws, closeReason: 'Internal error' } }), {
    passed: false,
    look: 'CLOSE_1011 Internal error',
    brokeAt: 'welcome',
    code: 'CLOSE_1011',
  });
  assert.equal(outcomeOf({ ...result, standing: 'unknown' }), undefined);
  const up = { ...result, standing: 'up', http: undefined, ws: { ...ws, roundTripMs: 7 } } as const;
  assert.deepEqual(outcomeOf(up), { passed: true, latencyMs: 7 });
  assert.deepEqual(outcomeOf({ ...up, isSpoiled: true }), { passed: true, latencyMs: undefined });
});

test('the words after vary mean factors, each once and in one order', () => {
  assert.deepEqual(readFactors(['auth']), ['auth-form', 'token']);
  assert.deepEqual(readFactors(['http,ip', 'token']), ['http-version', 'address-family', 'token']);
  assert.deepEqual(readFactors(['depth', 'path']), ['depth']);
  assert.deepEqual(readFactors(['ROUTE']), ['route']);
  assert.deepEqual(readFactors(['all', 'ip']), factors);
  for (const factor of factors) assert.deepEqual(readFactors([factor]), [factor]);
  for (const word of factorWords) assert.ok(readFactors([word]).length > 0);
});

function codeAndHint(words: readonly string[]): string {
  try {
    return readFactors(words).join(' ');
  } catch (error) {
    return error instanceof OperatorError ? `${error.code}: ${error.hint}` : 'a bug';
  }
}

test('a word that means no factor is a mistake that names the nearest', () => {
  const list = 'What can be varied: all, auth, token, http, ip, route, proxy, path, depth, connections';
  assert.equal(codeAndHint(['tokne']), `UNKNOWN_FACTOR: Did you mean "token"? ${list}`);
  assert.equal(codeAndHint([]), `UNKNOWN_FACTOR: ${list}`);
  assert.equal(codeAndHint(['__proto__']), `UNKNOWN_FACTOR: ${list}`);
  assert.equal(codeAndHint(['token', 'colour-of-the-sky']), `UNKNOWN_FACTOR: ${list}`);
});

/** Ten at once, of which so many passed in each round. */
function tenAtOnce(...passed: readonly number[]): ArmRecord {
  const outcomes = passed.map((count): Outcome => {
    if (count === 10) return { passed: true };
    return {
      passed: false,
      look: 'CLOSE_1011 ',
      brokeAt: 'welcome',
      code: 'CLOSE_1011',
      atOnce: { passed: count, of: 10 },
    };
  });
  return { label: '10 connections', outcomes };
}

test('connections that fail now and then are not held against their number', () => {
  assert.equal(judged(arm('1 connection', '++++'), tenAtOnce(7, 8, 6, 7))[0], 'unclear');
  assert.equal(judged(arm('1 connection', '++++++++'), tenAtOnce(7, 8, 6, 7, 9, 7, 5, 8))[0], 'unclear');
  assert.equal(judged(arm('1 connection', '++++'), tenAtOnce(9, 10, 9, 10))[0], 'unclear');
});

test('a limit on connections matters, whether it holds exactly or about', () => {
  assert.equal(judged(arm('1 connection', '++++'), tenAtOnce(5, 5, 5, 5))[0], 'matters');
  assert.equal(judged(arm('1 connection', '++++'), tenAtOnce(0, 0, 0, 0))[0], 'matters');
  const [verdict, says] = judged(arm('1 connection', '++++++++'), tenAtOnce(5, 4, 5, 6, 5, 5, 4, 5));
  assert.equal(verdict, 'matters');
  assert.match(says, /of the connections alone p = 0\.00\d/u);
});

test('what fails every time, alone and with others, fails in the same way', () => {
  assert.equal(judged({ ...tenAtOnce(0, 0, 0, 0), label: '1 connection' }, tenAtOnce(0, 0, 0, 0))[0], 'no-difference');
});
