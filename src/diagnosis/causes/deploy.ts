import type { Cause } from '../cause.ts';
import { gaveUp } from '../gave-up.ts';
import { always, either, failing, isNamed, isUnder, letThrough, saw, seenIn, why } from './predict.ts';

const anywhere = ['tcp', 'http', 'upgrade', 'first-message', 'steady', 'close'] as const;

export const deployCauses: readonly Cause[] = [
  {
    id: 'deploy-in-progress',
    layer: 'deploy',
    title: 'Instances went away and came back while the tests ran, as in a deploy',
    prior: 4,
    predicts: [
      ...seenIn(...anywhere),
      saw('report.status', [502, 503], 'weak'),
      saw('report.close-code', [1012, 1006, 1001], 'weak'),
      saw('version.changing', true, ['proves', 'against']),
      saw('deploy.during-run', true, 'proves'),
      // Who says that it restarts, and comes back as it was, need not have been replaced.
      saw('replay.later', (later, { closeCode }) => later === true && closeCode !== 1012, 'proves'),
      saw('replay.later', (later, { closeCode }) => later === true && closeCode === 1012, 'weak'),
      saw('replay.later', false, 'against'),
      saw('health.uptime-fell', true, 'strong'),
      // It died of what was asked.
      saw('replay.went-away', true, 'refutes'),
      saw('repeat.all-gone', true, 'strong'),
      saw('health.started-at-run', true, 'weak'),
      saw('report.early-only', true, 'weak'),
      // A service that sleeps begins when it is asked, and whoever woke it has waited for it.
      saw('health.started-within-run', (began, symptom) => began === true && !gaveUp(symptom), 'proves'),
      saw('health.started-within-run', (began, symptom) => began === true && gaveUp(symptom), 'strong'),
      saw('health.started-since-run', true, 'strong'),
      saw('replay.passed', 3, 'weak'),
      saw('health.older-than-run', true, 'against'),
      saw('repeat.pattern', ['mixed', 'all-ok'], 'weak'),
      saw('replay.passed', [1, 2], 'weak'),
    ],
    whys: [
      failing,
      either(
        'Did it start anew?',
        'Its uptime fell: {health.uptime-fell}; it started with the run: {health.started-at-run}; it started within the run: {health.started-within-run}; it started since the run: {health.started-since-run}; it came back while it was looked at: {replay.later}',
        [
          'health.uptime-fell',
          'health.started-at-run',
          'health.started-within-run',
          'health.started-since-run',
          'replay.later',
        ],
        'the uptime that it reports',
      ),
      either(
        'Did the target change?',
        'The version changed, between two looks or since before the run: {version.changing}; a deploy went on meanwhile: {deploy.during-run}',
        ['version.changing', 'deploy.during-run'],
        'the version before and after',
      ),
      letThrough('what keeps suites and deploys apart'),
    ],
    nextAction: 'Run the suite again when the deploy is done, and lock the environment while suites run',
  },
  {
    id: 'replica-bad',
    layer: 'deploy',
    title: 'One of several instances is bad',
    prior: 2.5,
    predicts: [
      ...seenIn(...anywhere),
      saw('repeat.pattern', 'mixed', ['strong', 'refutes']),
      saw('repeat.by-version', true, ['proves', 'against']),
      saw('repeat.bad-instance', isNamed, 'weak'),
      saw('replay.passed', [1, 2], 'weak'),
      saw('replay.later', true, 'refutes'),
      saw('version.changing', true, 'weak'),
      saw('health.uptime-fell', true, 'weak'),
      saw('address.each', 'some-dead', 'against'),
      saw('repeat.in-turn', true, 'proves'),
      saw('repeat.session-lost', true, 'refutes'),
      // A limit lets all pass up to a number; an instance is met here and there.
      saw('ws.knee-repeats', true, 'against'),
    ],
    whys: [
      failing,
      why(
        'Is it always so?',
        'Of eight fresh connections: {repeat.pattern}',
        ['repeat.pattern'],
        'eight fresh connections',
      ),
      why(
        'What do the bad ones share?',
        'Their version or instance: {repeat.bad-instance}',
        ['repeat.by-version', 'repeat.bad-instance'],
        'the instance that answered each of them',
      ),
      letThrough('why the load balancer still sends to it: its own health check'),
    ],
    nextAction: 'Take the bad instance out of the load balancer, then compare it with a good one',
  },
  {
    id: 'stale-version',
    layer: 'deploy',
    title: 'Another version runs than was intended',
    prior: 2.5,
    predicts: [
      saw('version.intended', false, ['proves', 'refutes']),
      saw('dns.agrees', false, 'against'),
      saw('dns.former-address', 'ok', 'against'),
      saw('version.direct-differs', true, 'refutes'),
      saw('version.changed', false, 'weak'),
      saw('deploy.last', 'failed', 'strong'),
      saw('version.changing', true, 'against'),
      saw('report.code', 'OTHER_VERSION', 'strong'),
    ],
    whys: [
      failing,
      why(
        'Was the right thing tested?',
        'No: the service does not report the intended version',
        ['version.intended'],
        'the version that the service reports',
      ),
      why(
        'Did the deploy change anything?',
        'The version is that of the last green run',
        ['version.changed'],
        'the version of the last green run',
      ),
      why(
        'What let it through?',
        'The last deploy before the run {deploy.last}, and the suite was run all the same',
        ['deploy.last'],
        'the output of the deploy: a failed push leaves the old build running',
      ),
    ],
    nextAction: 'Deploy the intended version, wait until it is reported, and run the suite again',
  },
  {
    id: 'cold-start',
    layer: 'deploy',
    title: 'The first request after a pause takes longer than the client waits',
    prior: 1.2,
    predicts: [
      ...seenIn('http', 'upgrade', 'first-message'),
      saw('report.duration', 'timer', ['weak', 'against']),
      saw('replay.woke', true, 'strong'),
      saw('health.started-within-run', (began, symptom) => began === true && gaveUp(symptom), 'strong'),
      // It may take longer than our pause until it is cold.
      saw('http.first-slow', true, ['proves', 'against']),
      // Whoever meets the dead one first waits.
      saw('address.each', 'some-dead', 'refutes'),
      saw('replay.passed', [1, 2, 3], 'weak'),
      saw('health.uptime-seconds', isUnder(300), 'weak'),
    ],
    whys: [
      failing,
      why(
        'Is only the first slow?',
        'After a pause the first took much longer than those right after it',
        ['http.first-slow'],
        'a request, or the test itself, after a pause and right after that',
      ),
      letThrough('how many instances are kept running'),
    ],
    nextAction: 'Keep one instance running, or let the suite send a request and wait before it begins',
  },
  {
    id: 'configuration-drift',
    layer: 'deploy',
    title: 'Settings were changed, the code was not',
    prior: 3,
    predicts: [
      // Where it is known what the change broke, that is told: this is what brought it.
      saw('audit.drift', true, ['strong', 'refutes']),
      // An answer that is another one than before, and no error, shows nothing else.
      saw('audit.drift', (drift, { phase }) => drift === true && phase === 'assertion', 'proves'),
      // It says so itself.
      saw('report.phrase', 'switched-off', 'proves'),
      saw('http.phrase', 'switched-off', 'strong'),
      saw('version.changed', false, ['weak', 'against']),
      saw('audit.missing-variable', 'none', ['weak', 'against']),
      saw('deploy.seconds-before', isUnder(7_200), 'weak'),
      ...always.filter(({ fact }) => fact === 'replay.passed'),
    ],
    whys: [
      failing,
      why(
        'Is it the code?',
        'No: the version is that of the last green run',
        ['version.changed'],
        'the version of the last green run',
      ),
      either(
        'What else changed?',
        'Settings differ from those of the last green run; the refusal itself speaks of what is {report.phrase}',
        ['audit.drift', 'report.phrase'],
        'the settings of the last green run',
      ),
      letThrough('who may change settings, and where it is written down'),
    ],
    nextAction: 'Compare the settings with those of the last green run, and take back the one that fits',
  },
];
