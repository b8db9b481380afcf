import { isWaiting } from '../gave-up.ts';
import type { Experiment } from './experiment.ts';
import { findings } from './finding.ts';
import { pause } from './pause.ts';

const everyMs = 250;
const mostLooks = 60;
const longestSeconds = 15;

/** Runs a failed test again by itself, and asks for the health path all the while: does everybody wait for what it does? */
export const whileTheTestRuns: Experiment = {
  name: 'while-the-test-runs',
  observes: ['http.meanwhile-ms'],
  costSeconds: 5,
  costHere: ({ symptom }, { rerunner }) => Math.max(1, rerunner?.seconds(symptom.tests.slice(0, 1)) ?? 0),
  holdsFor: 'symptom',
  doing: 'asking for the health path while the failed test runs',
  applies: ({ symptom, paths }, { rerunner }) =>
    rerunner !== undefined &&
    paths.length > 0 &&
    symptom.tests.length > 0 &&
    isWaiting(symptom) &&
    rerunner.seconds(symptom.tests.slice(0, 1)) <= longestSeconds,
  run: async ({ symptom, paths: [path] }, lab, signal) => {
    const [test] = symptom.tests;
    if (path === undefined || test === undefined || lab.rerunner === undefined) return [];
    const at = lab.now().toISOString();
    const before = await lab.probe({ endpoint: path }, signal);
    // What is still before the test runs is not kept from answering by it.
    if (before.standing !== 'up') return [];
    const over = new AbortController();
    const running = lab.rerunner.run([test], signal).finally(() => over.abort());
    const took: number[] = [];
    while (!over.signal.aborted && !signal.aborted && took.length < mostLooks) {
      const { standing, durationMs } = await lab.probe({ endpoint: path }, signal);
      if (standing !== 'unknown') took.push(Math.round(durationMs));
      await pause(everyMs, over.signal);
    }
    await running;
    if (took.length === 0) return [];
    // A machine that is busy is slow before as well.
    const value = Math.max(0, Math.max(...took) - Math.round(before.durationMs));
    const says = `${path.id} while ${test.slice(0, 200)} runs: at most ${Math.max(...took)} ms in ${took.length} looks, before ${Math.round(before.durationMs)} ms: at most ${value} ms more`;
    return findings([{ fact: 'http.meanwhile-ms', value, says, subject: path.id }], {
      group: lab.newGroup(),
      at,
      isControlled: true,
    });
  },
};
