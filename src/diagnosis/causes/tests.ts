import type { Cause } from '../cause.ts';
import { notRed } from '../find-symptoms.ts';
import { either, failing, isNamed, isOver, letThrough, resources, saw, soonMs, stackIsWell, why } from './predict.ts';
import { runnerCauses } from './tests-runner.ts';
import { waitingCauses } from './tests-waits.ts';

export const testCauses: readonly Cause[] = [
  {
    id: 'wrong-target',
    layer: 'tests',
    title: 'The test speaks to an address outside of the environment',
    prior: 0.6,
    predicts: [
      saw('target.expected', false, ['proves', 'refutes']),
      saw('target.met-before', false, ['strong', 'refutes']),
      saw('target.path-elsewhere', true, 'strong'),
      // The stack itself named the address.
      saw('discovery.entries', 'some-dead', 'refutes'),
      saw('report.phase', ['dns', 'tcp', 'tls', 'http', 'upgrade'], 'weak'),
      // What is configured passes while the test, which asks elsewhere, fails again.
      saw('replay.other-client', true, 'weak'),
      saw('replay.passed', 3, 'weak'),
      saw('http.failing-path', 'ok', 'weak'),
      saw('ws.plain', 'ok', 'weak'),
      // The right place led it there.
      saw('ws.plain', ['STATUS_301', 'STATUS_302', 'STATUS_307', 'STATUS_308'], 'refutes'),
    ],
    whys: [
      failing,
      either(
        'Whom did it ask?',
        'An address that does not belong to the environment; known from the last green run: {target.met-before}',
        ['target.expected', 'target.met-before'],
        'the address in the failure against the configuration, and whom the tests met before',
      ),
      either(
        'Is the right one well?',
        'As configured: {http.failing-path}{ws.plain}',
        ['http.failing-path', 'ws.plain'],
        'a probe of the configured address',
      ),
      letThrough('which variable the test takes its address from'),
    ],
    nextAction:
      'Let the test take its address from the environment of the run, and remove the one that it holds itself',
  },
  {
    id: 'fake-pass',
    layer: 'tests',
    title: 'The test passes whatever the stack does',
    prior: 0.8,
    predicts: [
      // Of a test that failed, that others prove nothing explains nothing.
      saw('audit.dead-target-passed', (passed, { error }) => passed === true && error === notRed, [
        'proves',
        'refutes',
      ]),
      saw('audit.padded', true, 'weak'),
      saw('report.error', ['none', notRed], 'weak'),
    ],
    whys: [
      why(
        'Can it be believed?',
        'No: it passed although its target was dead',
        ['audit.dead-target-passed'],
        'the same test with a dead target',
      ),
      letThrough('which except or skip swallows the failure'),
    ],
    nextAction: 'Remove what swallows the failure in the test, and run it with a dead target to see it fail',
  },
  {
    id: 'fixture-error',
    layer: 'tests',
    title: 'A fixture that the tests share fails',
    prior: 1.5,
    predicts: [
      saw('report.phase', 'setup', 'strong'),
      saw('report.phase', ['dns', 'tcp', 'tls', 'upgrade', 'http', 'first-message', 'steady', 'close'], 'against'),
      saw('report.one-frame', true, ['proves', 'against']),
      saw('rerun.alone', 'failed', 'weak'),
      saw('replay.other-client', true, 'weak'),
      saw('version.intended', false, 'refutes'),
      saw('report.fewer-collected', true, 'against'),
    ],
    whys: [
      failing,
      why(
        'What do they share?',
        'All fail in one frame of a fixture',
        ['report.one-frame'],
        'the traces of the failures',
      ),
      why(
        'Did the tests themselves run?',
        'No: they ended in {report.phase}',
        ['report.phase'],
        'the phase of each failure',
      ),
      letThrough('what the fixture needs, and since when it is not there'),
    ],
    nextAction: 'Mend the fixture that all of the traces name; the tests behind it have not run',
  },
  {
    id: 'order-dependence',
    layer: 'tests',
    title: 'The test needs, or suffers from, what another test left behind',
    prior: 0.8,
    predicts: [
      ...stackIsWell,
      saw('rerun.alone', 'passed', ['strong', 'refutes']),
      // Addresses take turns, and always the same tests meet the dead one.
      saw('address.each', 'some-dead', 'refutes'),
      saw('report.phrase', 'event-loop', 'refutes'),
      // It says itself what was left behind, and that is the client.
      saw('report.error', 'PoolTimeout', 'refutes'),
      saw('history.came-and-went', false, ['weak', 'against']),
      saw('rerun.suite', 'alike', ['proves', 'against']),
      // The word of a proxy, and of nobody whom a test has left anything with.
      saw('report.status', [502, 503, 504], 'refutes'),
      // What another test would have left behind is missing because that one did not run.
      saw('report.fewer-collected', true, 'refutes'),
      // A refusal from a certain moment on is no matter of what a test left behind.
      saw(
        'report.late-after-ms',
        (ms, { status }) => isOver(soonMs)(ms) && (status === 401 || status === 403),
        'refutes',
      ),
      saw('report.phrase', 'token-expired', 'refutes'),
      saw('report.phase', ['assertion', 'setup'], 'weak'),
      saw('repeat.pattern', 'mixed', 'against'),
    ],
    whys: [
      failing,
      why('Does it fail alone?', 'No: alone it {rerun.alone}', ['rerun.alone'], 'the test by itself'),
      why(
        'And within the suite?',
        'Run again as a whole, it failed {rerun.suite}',
        ['rerun.suite'],
        'the whole suite once more',
      ),
      letThrough('which test before it leaves what behind: the suite in reverse'),
    ],
    nextAction: 'Run the suite in reverse, and let the test make what it needs itself',
  },
  {
    id: 'flaky-test',
    layer: 'tests',
    title: 'The test is now green, now red on the same version',
    prior: 2,
    predicts: [
      ...stackIsWell,
      saw('history.came-and-went', true, ['proves', 'against']),
      saw('rerun.alone', 'mixed', ['proves', 'weak']),
      // Three times red is one in eight of what is green half of the time.
      saw('rerun.alone', 'failed', 'against'),
      saw('history.last-green', true, 'weak'),
      saw('repeat.pattern', 'all-ok', ['weak', 'against']),
      saw('report.all-red', true, 'refutes'),
      // Something is dead now and then, whatever the test.
      saw('address.each', 'some-dead', 'refutes'),
      // What fails from a certain moment on has a reason.
      saw('report.late-only', true, 'refutes'),
      saw('rerun.suite', 'alike', 'against'),
      saw('rerun.suite', 'otherwise', 'strong'),
      // The word of a proxy: somebody behind it was away.
      saw('report.status', [502, 503, 504], 'against'),
      saw('report.close-code', 1012, 'against'),
      // The service itself says that it failed.
      saw('report.close-code', (code, { closedBy }) => code === 1011 && closedBy === 'server', 'refutes'),
    ],
    whys: [
      failing,
      either(
        'Is it always so?',
        'No: alone it {rerun.alone}; it was green and red on this version: {history.came-and-went}',
        ['rerun.alone', 'history.came-and-went'],
        'five runs of the test alone',
      ),
      why(
        'Is the stack well meanwhile?',
        'Yes: of eight fresh connections, {repeat.pattern}',
        ['repeat.pattern'],
        'probes in the minute of the reruns',
      ),
      letThrough('what the test does not wait for'),
    ],
    nextAction: 'Quarantine the test with an owner and an end date, and find what it does not wait for',
  },
  {
    id: 'wrong-assertion',
    layer: 'tests',
    title: 'The assertion asks for something that was not agreed',
    prior: 1,
    predicts: [
      ...stackIsWell,
      saw('report.phase', 'assertion', ['weak', 'refutes']),
      saw('report.one-frame', true, 'refutes'),
      saw('report.fewer-collected', true, 'refutes'),
      // What was not agreed on is wrong every time.
      saw('history.came-and-went', true, 'refutes'),
      // Whom an event concerns is not a matter of agreement.
      saw('report.cross-user', true, 'refutes'),
      // Where it is known what the test asked for, that very thing passes.
      saw('rerun.alone', (alone, { endpoint }) => alone === 'failed' && endpoint !== undefined, 'strong'),
      saw('rerun.alone', 'failed', ['weak', 'refutes']),
      saw('report.phrase', ['in-a-lump', ...resources], 'refutes'),
      // That it passes for few says nothing of many.
      saw('report.sockets-before', isOver(8), 'against'),
      saw('replay.as-agreed', true, 'strong'),
      // A new version that nobody holds against anything: who is out of date is not known.
      saw('version.changed', true, 'against'),
      saw('replay.passed', [0, 1, 2], 'refutes'),
      saw('http.together', 'fails', 'refutes'),
      saw('address.each', 'some-dead', 'refutes'),
      // When events come is not agreed, but that they are held back is no matter of the test.
      saw('ws.events-in-a-lump', true, 'refutes'),
      // With what stands in the variables of the test, a probe fails too.
      saw('proxy.with', 'fails', 'refutes'),
      saw('ws.plain', 'ok', 'weak'),
      saw('report.missing-event', isNamed, 'weak'),
      saw('report.lasts-as-others', isOver(0), 'against'),
      // Who asserts that it is quick, and waits longer than the work lasts, is wrong about the wait.
      saw('replay.quicker', true, 'against'),
      saw('audit.drift', true, 'against'),
    ],
    whys: [
      failing,
      why('Does it fail every time?', 'Yes: alone it {rerun.alone}', ['rerun.alone'], 'the test by itself'),
      why(
        'Does the stack do what was agreed?',
        'Yes: done again, it passed against what is configured for it',
        ['replay.as-agreed'],
        'the operation against the configured expectations',
      ),
      letThrough('what was agreed, and who changed it'),
    ],
    nextAction: 'Compare the assertion with what was agreed, and correct the one that is out of date',
  },
  ...waitingCauses,
  ...runnerCauses,
];
