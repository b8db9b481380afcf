import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { DeployRules } from '#domain/configuration.ts';
import type { Loop, LoopRound } from '#domain/loop.ts';
import { noCounts } from '#domain/test-result.ts';
import { makeLoop, makeLoopStep, makeRound } from '#testing/make-loop.ts';

import { decide, type Decided, type RoundReading } from './decide.ts';
import { findingFact } from './next-loop.ts';

type ReadRun = RoundReading['runs'][number];

const proven: ReadRun = {
  id: 'r12',
  suite: 'critical',
  state: 'passed',
  verdict: 'proven',
  verdictReason: undefined,
  counts: { ...noCounts, passed: 2 },
  red: [],
};
const failed: ReadRun = {
  ...proven,
  state: 'failed',
  verdict: 'failed',
  counts: { ...noCounts, passed: 1, failed: 1 },
  red: ['t1'],
};
const open = makeLoop({ state: 'running', endedAt: undefined, reason: undefined });
const now = new Date('2026-03-02T10:06:00.000Z');
const command = ['true'];

interface Case {
  readonly round?: Partial<LoopRound>;
  readonly runs?: readonly ReadRun[];
  readonly cause?: string;
  readonly confidence?: number;
  readonly loop?: Partial<Loop>;
  readonly deploy?: Partial<DeployRules>;
  readonly at?: Date;
}

function decided({ round = {}, runs = [proven], cause, confidence = 0.9, loop = {}, deploy, at = now }: Case): Decided {
  const current = makeRound({ decision: undefined, endedAt: undefined, ...round });
  const diagnosis = {
    symptom: makeSymptom(),
    causes: [{ id: cause ?? '', confidence, coverage: 1, supports: [], contradicts: [] }],
    whys: [],
    nextAction: '',
    ruledOut: [],
  };
  const reading = { round: current, runs, inquiries: cause === undefined ? [] : [{ diagnoses: [diagnosis] }] };
  const rules = deploy && { approval: 'required' as const, repairs: {}, ...deploy };
  return decide(reading, { ...open, rounds: [current], ...loop }, { deploy: rules, now: at });
}

function makeSymptom() {
  return { id: 's1', phase: 'http', title: '500', error: 'E', medianMs: 1, tests: [], testCount: 1 } as const;
}

function found(cause: string, step: 'version' | 'suites' = 'suites'): Pick<Case, 'round' | 'loop'> {
  const steps = makeRound().steps.map((each) =>
    each.step === step ? makeLoopStep(step, { state: 'failed', observations: ['o1'] }) : each,
  );
  const observation = {
    id: 'o1',
    source: 'probe',
    fact: findingFact,
    value: cause,
    at: '',
    says: cause,
    group: 'g',
    isControlled: false,
  } as const;
  return { round: { steps }, loop: { observations: [observation] } };
}

const kindOf = (given: Case): string => {
  const { kind, repair } = decided(given).decision;
  return repair === undefined ? kind : `${kind} ${repair}`;
};

test('a round is green only when every suite passed and is proven, and every step passed', () => {
  assert.equal(kindOf({}), 'green');
  assert.equal(decided({}).fingerprint, undefined);
  const verdicts = ['unproven', 'invalid', 'failed', undefined] as const;
  for (const verdict of verdicts) assert.equal(kindOf({ runs: [{ ...proven, verdict }] }), 'stop', String(verdict));
  const states = ['failed', 'timed-out', 'cancelled', 'interrupted', 'running'] as const;
  for (const state of states) assert.equal(kindOf({ runs: [{ ...proven, state }] }), 'stop', state);
  assert.equal(kindOf({ runs: [] }), 'stop');
  assert.equal(kindOf({ loop: { suites: ['critical', 'other'] } }), 'stop');
  for (const step of ['preflight', 'deploy', 'version', 'stability', 'probes'] as const) {
    for (const state of ['failed', 'interrupted', 'running'] as const) {
      const steps = makeRound().steps.map((each) => (each.step === step ? makeLoopStep(step, { state }) : each));
      assert.equal(kindOf({ round: { steps } }), 'stop', `${step} ${state}`);
    }
    const without = makeRound().steps.filter((each) => each.step !== step);
    assert.equal(kindOf({ round: { steps: without } }), 'stop', `without ${step}`);
  }
});

test('what a step found keeps a round from being green though every run is proven', () => {
  assert.equal(kindOf(found('service-restart')), 'again');
  assert.equal(kindOf(found('stale-version')), 'stop');
});

const repairs = (approval: 'none' | 'required' | 'four-eyes', causes: readonly string[]) => ({
  restart: { command, approval, for: causes },
});

test('a known repair runs by itself where nobody has to agree, and is offered where somebody has', () => {
  const red = { runs: [failed], cause: 'pool-exhausted' };
  assert.equal(kindOf({ ...red, deploy: { repairs: repairs('none', ['pool-exhausted']) } }), 'repair restart');
  assert.equal(kindOf({ ...red, deploy: { repairs: repairs('four-eyes', ['pool-exhausted']) } }), 'offer restart');
  assert.equal(kindOf({ ...red, deploy: { repairs: repairs('none', ['database-down']) } }), 'stop');
  assert.equal(kindOf({ ...red, confidence: 0.4, deploy: { repairs: repairs('none', ['pool-exhausted']) } }), 'stop');
  assert.equal(
    kindOf({
      ...found('stale-version', 'version'),
      deploy: { approval: 'none', repairs: repairs('none', ['stale-version']) },
    }),
    'repair restart',
  );
});

test('a repair that was tried is not tried again in the same loop, whatever it is configured for', () => {
  const deploy = { repairs: repairs('none', ['pool-exhausted']) };
  const tried = makeRound({ number: 1, fingerprint: '#other', change: { ...makeRound().change!, name: 'restart' } });
  const rounds = [tried, makeRound({ number: 2, decision: undefined })];
  const given = { runs: [failed], cause: 'pool-exhausted', deploy, round: { number: 2 }, loop: { rounds } };
  assert.equal(kindOf(given), 'stop');
});

test('a repair that names no cause is offered for anything and never run by itself', () => {
  const deploy = { repairs: { restart: { command, approval: 'none' as const, for: [] } } };
  assert.equal(kindOf({ runs: [failed], deploy }), 'offer restart');
  const first = makeRound({ number: 1, fingerprint: '#other', change: { ...makeRound().change!, name: 'restart' } });
  const second = makeRound({ number: 2, decision: undefined });
  assert.equal(kindOf({ runs: [failed], deploy, round: { number: 2 }, loop: { rounds: [first, second] } }), 'stop');
});

test('a deploy that did not arrive is offered again where somebody has to agree, and never run again by itself', () => {
  const stale = found('stale-version', 'version');
  assert.equal(kindOf({ ...stale, deploy: {} }), 'offer deploy');
  assert.equal(kindOf({ ...stale, deploy: { approval: 'none' } }), 'stop');
  assert.equal(kindOf({ ...stale, loop: { ...stale.loop, deploys: false }, deploy: {} }), 'stop');
});

test('the same fingerprint twice stops, whatever might help', () => {
  const given: Case = {
    runs: [failed],
    cause: 'pool-exhausted',
    deploy: { repairs: { restart: { command, approval: 'none', for: ['pool-exhausted'] } } },
  };
  const { fingerprint } = decided(given);
  const first = makeRound({ number: 1, fingerprint });
  const again = decided({ ...given, round: { number: 2 }, loop: { rounds: [first, makeRound({ number: 2 })] } });
  assert.deepEqual([again.fingerprint, again.decision.kind], [fingerprint, 'stop']);
  assert.match(again.decision.says, /^The same as in round 1: /u);
  const otherTest = decided({ ...given, runs: [{ ...failed, red: ['t2'] }] });
  assert.notEqual(otherTest.fingerprint, fingerprint);
});

test('times and ids of runs are no part of a fingerprint', () => {
  const one = decided({ runs: [failed] });
  const other = decided({
    runs: [{ ...failed, id: 'r99' }],
    round: { startedAt: '2030-01-01T00:00:00.000Z' },
    at: new Date('2026-03-02T10:07:00.000Z'),
  });
  assert.equal(one.fingerprint, other.fingerprint);
});

test('rounds and time are bounds', () => {
  const deploy = { repairs: { restart: { command, approval: 'none' as const, for: ['c'] } } };
  assert.match(
    decided({ runs: [failed], cause: 'c', deploy, loop: { mostRounds: 1 } }).decision.says,
    /^One round was asked for: critical \(r12\) failed, 1 of 2 tests red: t1$/u,
  );
  assert.match(
    decided({ runs: [failed], cause: 'c', deploy, loop: { mostMs: 1 } }).decision.says,
    /^The time is over/u,
  );
  const three = [makeRound({ number: 1 }), makeRound({ number: 2 }), makeRound({ number: 3 })];
  assert.match(
    decided({ runs: [failed], cause: 'c', deploy, round: { number: 3 }, loop: { rounds: three } }).decision.says,
    /^All 3 rounds are over/u,
  );
});

const says = (round: Partial<LoopRound>): string => decided({ round }).decision.says;

test('green says of the version only what was seen', () => {
  const whole = makeRound({}).steps;
  assert.match(says({ versionsAfter: {} }), /which version runs is not established/u);
  assert.match(
    says({ versionsAfter: { api: 'v2' }, intended: undefined, steps: whole }),
    /api v2 runs, no intended version is configured/u,
  );
  assert.match(says({ versionsAfter: { api: 'v2' }, intended: 'v2' }), /api v2 runs, as was meant/u);
  const skipped = whole.map((step) => (step.step === 'stability' ? { ...step, state: 'skipped' as const } : step));
  assert.doesNotMatch(says({ steps: skipped }), /restart/u);
});
