import type { Cause } from '../cause.ts';
import { either, failing, letThrough, saw, stackIsWell, why } from './predict.ts';

/** What runs the tests: collecting, libraries, the machine. */
export const runnerCauses: readonly Cause[] = [
  {
    id: 'tests-not-collected',
    layer: 'tests',
    title: 'Tests that should have run were not collected',
    prior: 0.8,
    predicts: [
      saw('report.fewer-collected', true, ['proves', 'refutes']),
      saw(
        'report.error',
        ['ImportError', 'ModuleNotFoundError', 'SyntaxError', 'CollectError', 'ImportPathMismatchError'],
        'strong',
      ),
      saw('report.phase', ['before-io', 'unknown', 'setup'], 'weak'),
      // The code is that of a whole green run.
      saw('history.last-green', true, 'weak'),
      saw('version.changed', false, 'weak'),
    ],
    whys: [
      why(
        'What is missing?',
        'Fewer tests were collected than in the last whole runs',
        ['report.fewer-collected'],
        'the number of tests of the last whole runs',
      ),
      letThrough('which file or class is no longer collected, and since when'),
    ],
    nextAction: 'Compare the collected tests with the last whole run, and mend the file or name that fell out',
  },
  {
    id: 'event-loop-leak',
    layer: 'tests',
    title: 'A test uses an event loop that another one has closed',
    prior: 0.6,
    predicts: [
      ...stackIsWell,
      saw('report.phrase', 'event-loop', ['proves', 'refutes']),
      saw('report.error', 'RuntimeError', ['weak', 'against']),
      saw('rerun.alone', 'passed', ['strong', 'against']),
    ],
    whys: [
      failing,
      why(
        'What does it say?',
        'That its event loop is closed or another one: {report.phrase}',
        ['report.phrase'],
        'the text of the failure',
      ),
      why('Does it fail alone?', 'No: alone it {rerun.alone}', ['rerun.alone'], 'the test by itself'),
      letThrough('which fixture lives longer than its loop'),
    ],
    nextAction: 'Give fixture and test the same event loop scope, and close clients in the loop that made them',
  },
  {
    id: 'client-library-changed',
    layer: 'tests',
    title: 'The client library takes other arguments than the test gives',
    prior: 0.8,
    predicts: [
      ...stackIsWell,
      saw('report.phrase', 'unexpected-keyword', ['proves', 'against']),
      saw('report.error', ['TypeError', 'AttributeError', 'ImportError'], ['strong', 'refutes']),
      saw('report.duration', 'instant', ['weak', 'against']),
      saw('report.phase', 'before-io', ['weak', 'against']),
    ],
    whys: [
      failing,
      either('What does it say?', '{report.phrase}', ['report.phrase'], 'the text of the failure'),
      why(
        'Was a connection opened?',
        'No, it failed at once: {report.duration}',
        ['report.duration'],
        'the time until the failure',
      ),
      letThrough('the versions of the libraries in the last green run'),
    ],
    nextAction: "Pin the client library to the version of the last green run, or use the argument's new name",
  },
  {
    id: 'runner-offline',
    layer: 'tests',
    title: 'The machine that runs the tests has no network',
    prior: 0.6,
    predicts: [
      saw('control.reachable', false, ['proves', 'refutes']),
      saw('report.all-red', true, ['weak', 'against']),
      saw('report.phase', ['dns', 'tcp'], ['weak', 'against']),
      saw('dns.others', 'fails', 'weak'),
      saw('http.shallow', ['dns', 'tcp'], ['weak', 'refutes']),
      saw('ws.plain', ['dns', 'tcp'], ['weak', 'refutes']),
    ],
    whys: [
      failing,
      why(
        'Is it the stack?',
        'No: the control target does not answer either',
        ['control.reachable'],
        'a target that always answers',
      ),
      either(
        'How far does anything come?',
        'From here it ends with {http.shallow}{ws.plain}',
        ['http.shallow', 'ws.plain'],
        'probes of the stack from here',
      ),
      letThrough('what happened to the network of this machine'),
    ],
    nextAction: 'Bring the network of the runner back; nothing is known of the stack until then',
  },
];
