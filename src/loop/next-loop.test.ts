import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { ChangeRecord, Loop } from '#domain/loop.ts';
import { makeChange, makeLoop, makeLoopStep, makeRound } from '#testing/make-loop.ts';

import { findingFact, nextLoop, type LoopChange, type NewObservation } from './next-loop.ts';
import { nextMove } from './next-move.ts';

const at = '2026-03-02T10:00:00.000Z';
const queued = makeLoop({ state: 'queued', rounds: [], startedAt: undefined, endedAt: undefined, reason: undefined });
const starting = makeChange({ state: 'starting', endedAt: undefined, exitCode: undefined, tail: [] });

function after(...changes: readonly LoopChange[]): Loop {
  return changes.reduce(nextLoop, queued);
}

const inRound: readonly LoopChange[] = [
  { kind: 'started', at },
  { kind: 'round-started', at },
];

function seen(says: string): NewObservation {
  return { source: 'probe', fact: 'f', value: 1, at, says, group: 'g', isControlled: false };
}

const by = (name: string) => ({ id: name, name, via: 'terminal' }) as const;

function moveIn(parts: Parameters<typeof makeRound>[0]): ReturnType<typeof nextMove> {
  const round = makeRound({ decision: undefined, endedAt: undefined, ...parts });
  return nextMove(makeLoop({ state: 'running', endedAt: undefined, rounds: [round] }));
}

test('a loop that has ended does not change any more', () => {
  const ended = makeLoop();
  const changes: readonly LoopChange[] = [
    { kind: 'started', at },
    { kind: 'round-started', at },
    { kind: 'stop-requested', by: ended.requestedBy },
    { kind: 'ended', at, state: 'red', reason: 'other' },
  ];
  for (const change of changes) assert.equal(nextLoop(ended, change), ended);
});

test('a change of the environment is begun once in a round, also by another process', () => {
  const begun = after(...inRound, { kind: 'change-written', change: starting });
  assert.equal(begun.rounds[0]?.change?.state, 'starting');
  const again = nextLoop(begun, { kind: 'change-written', change: { ...starting, startedAt: 'later' } });
  assert.equal(again, begun);
  const ended = nextLoop(begun, { kind: 'change-written', change: { ...starting, state: 'passed' } });
  assert.equal(ended.rounds[0]?.change?.state, 'passed');
  assert.equal(nextLoop(ended, { kind: 'change-written', change: starting }), ended);
  assert.equal(nextLoop(ended, { kind: 'change-written', change: { ...starting, state: 'running' } }), ended);
  const none: ChangeRecord = { ...starting, state: 'running' };
  assert.equal(after(...inRound, { kind: 'change-written', change: none }).rounds[0]?.change, undefined);
});

test('a second round begins only after a decision for one, and never beyond the bound', () => {
  const one = after(...inRound);
  assert.equal(nextLoop(one, { kind: 'round-started', at }), one);
  const decided = (kind: 'again' | 'stop'): Loop =>
    nextLoop(one, { kind: 'decided', at, decision: { kind, says: 'because' }, fingerprint: '#1' });
  assert.equal(nextLoop(decided('again'), { kind: 'round-started', at }).rounds.length, 2);
  assert.equal(nextLoop(decided('stop'), { kind: 'round-started', at }).rounds.length, 1);
  const bounded = { ...decided('again'), mostRounds: 1 };
  assert.equal(nextLoop(bounded, { kind: 'round-started', at }), bounded);
});

test('what a step saw gets numbers that go on over steps; what is decided by comes first, 60 of a step and 500 in all', () => {
  const saw = [
    ...Array.from({ length: 100 }, (_, index) => seen(`saw ${index}`)),
    { ...seen('found'), fact: findingFact },
  ];
  const steps = ['preflight', 'deploy', 'version', 'stability', 'probes', 'suites', 'diagnosis'] as const;
  const ended = steps.map((step): LoopChange => ({ kind: 'step-ended', at, step, state: 'passed', says: '', saw }));
  const again: LoopChange = { kind: 'decided', at, decision: { kind: 'again', says: '' } };
  const loop = after(...inRound, ...ended, again, { kind: 'round-started', at }, ...ended);
  assert.equal(loop.observations.length, 500);
  const [first, second] = loop.rounds[0]?.steps ?? [];
  assert.deepEqual([first?.observations[0], first?.observations.at(-1), second?.observations[0]], ['o1', 'o60', 'o61']);
  assert.deepEqual(
    [loop.observations[0]?.says, loop.observations[60]?.says, loop.observations[1]?.says],
    ['found', 'found', 'saw 0'],
  );
});

test('a step that is begun again keeps its beginning, and one that has ended stays as it is', () => {
  const begun = after(...inRound, { kind: 'step-started', at, step: 'version', says: 'waits' });
  const again = nextLoop(begun, { kind: 'step-started', at: 'later', step: 'version', says: 'waits again' });
  assert.deepEqual(again.rounds[0]?.steps, [
    { step: 'version', state: 'running', startedAt: at, says: 'waits again', observations: [] },
  ]);
  const ended = nextLoop(again, { kind: 'step-ended', at, step: 'version', state: 'failed', says: 'old' });
  assert.equal(nextLoop(ended, { kind: 'step-started', at, step: 'version', says: 'x' }), ended);
  assert.equal(nextLoop(ended, { kind: 'step-ended', at, step: 'version', state: 'passed', says: 'x' }), ended);
});

test('the end closes what was open: the round, its step, a change that was under way', () => {
  const open = after(
    ...inRound,
    { kind: 'step-started', at, step: 'deploy', says: '' },
    { kind: 'change-written', change: starting },
    { kind: 'waiting', approval: 'y1' },
  );
  const states = (state: 'stopped' | 'interrupted'): unknown => {
    const {
      rounds: [round],
      ...loop
    } = nextLoop(open, { kind: 'ended', at, state, reason: 'because' });
    return [loop.state, loop.waitsFor, round?.change?.state, round?.steps[0]?.state, round?.endedAt];
  };
  assert.deepEqual(states('stopped'), ['stopped', undefined, 'cancelled', 'interrupted', at]);
  assert.deepEqual(states('interrupted'), ['interrupted', undefined, 'interrupted', 'interrupted', at]);
});

test('a stop is asked for once, and waiting is told by the state', () => {
  const once = nextLoop(after(...inRound), { kind: 'stop-requested', by: by('ada') });
  assert.equal(nextLoop(once, { kind: 'stop-requested', by: by('bob') }), once);
  const waiting = nextLoop(once, { kind: 'waiting', approval: 'y3' });
  assert.deepEqual([waiting.state, waiting.waitsFor], ['waiting', 'y3']);
  assert.deepEqual(nextLoop(waiting, { kind: 'waited' }), { ...once, waitsFor: undefined });
});

test('what comes next is read from the record alone', () => {
  assert.deepEqual(nextMove(queued), { kind: 'start' });
  assert.deepEqual(nextMove({ ...queued, state: 'running' }), { kind: 'round' });
  assert.deepEqual(moveIn({ steps: [] }), { kind: 'step', step: 'preflight' });
  assert.deepEqual(moveIn({ steps: [makeLoopStep('preflight', { state: 'running' })] }), {
    kind: 'step',
    step: 'preflight',
  });
  assert.deepEqual(moveIn({ change: starting }), { kind: 'interrupt' });
  assert.deepEqual(moveIn({ change: { ...starting, state: 'running' } }), { kind: 'interrupt' });
  assert.deepEqual(moveIn({}), { kind: 'decide' });
  assert.deepEqual(moveIn({ decision: { kind: 'repair', says: '' } }), { kind: 'round' });
  assert.deepEqual(moveIn({ decision: { kind: 'stop', says: '' } }), { kind: 'end' });
});

test('a deploy or a version that failed ends the round, unless somebody keeps the old build; other steps do not', () => {
  const ada = queued.requestedBy;
  const next = (step: 'preflight' | 'deploy' | 'version' | 'stability' | 'probes', keptBy?: typeof ada): unknown => {
    const steps = [makeLoopStep('preflight'), makeLoopStep('deploy'), makeLoopStep('version')].filter(
      (each) => each.step !== step,
    );
    const round = makeRound({
      decision: undefined,
      endedAt: undefined,
      keptBy,
      steps: [...steps, makeLoopStep(step, { state: 'failed' })],
    });
    const move = nextMove(makeLoop({ state: 'running', rounds: [round] }));
    return move.kind === 'step' ? move.step : move.kind;
  };
  assert.deepEqual(
    [
      next('preflight'),
      next('deploy'),
      next('version'),
      next('deploy', ada),
      next('version', ada),
      next('stability'),
      next('probes'),
    ],
    ['decide', 'decide', 'decide', 'stability', 'stability', 'probes', 'stability'],
  );
});
