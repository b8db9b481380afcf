import type { ProbeResult } from '#domain/probe.ts';
import { isRed } from '#domain/test-result.ts';

import { subjectOf } from './address-families.ts';
import type { Aim, Experiment, Finding, Lab } from './experiment.ts';
import { alone, findings } from './finding.ts';
import { pause } from './pause.ts';

/** Where there is little time. */
const shortPauseMs = 4_000;
const pauseMs = 12_000;
/** A test that waits by itself before it asks needs less than all of its time for that. */
const mostPauseMs = 20_000;
/** For what a test can be asked that a probe cannot. */
const longPauseMs = 12_000;
const times = 5;

/** Leaves it alone for a while, then asks five times in a row. */
export const afterAPause: Experiment = {
  name: 'after-a-pause',
  observes: ['http.first-slow'],
  costSeconds: 5,
  costHere: (aim, lab) => (asksItself(aim, lab) ? longPauseMs / 1_000 + 6 : pauseOf(aim, lab) / 1_000 + 1),
  doing: 'asking again after a pause',
  applies: (aim) => /timeout/iu.test(aim.symptom.error) && subjectOf(aim) !== undefined && !isOfTalk(aim),
  run: async (aim, lab, signal) => {
    const endpoint = subjectOf(aim);
    if (endpoint === undefined) return [];
    if (asksItself(aim, lab)) return runAfterAPause(aim, lab, signal);
    const { isSocket } = aim;
    const leftMs = pauseOf(aim, lab);
    await pause(leftMs, signal);
    const took: number[] = [];
    for (let count = 0; count < times && !signal.aborted; count += 1) {
      const ms = answeredMs(await lab.probe({ endpoint, changed: isSocket ? { hold: '0' } : {} }, signal));
      if (ms !== undefined) took.push(ms);
    }
    const [first, ...others] = took;
    const median = others.toSorted((one, other) => one - other)[Math.floor(others.length / 2)];
    if (first === undefined || median === undefined) return [];
    const value = first > 3 * median && first > median + 300;
    const says = `${endpoint.id} after ${Math.round(leftMs / 1_000)} s: first byte after ${took.map((ms) => Math.round(ms)).join(', ')} ms`;
    return findings(
      [{ fact: 'http.first-slow', value, says, subject: endpoint.id }],
      alone(lab, lab.now().toISOString()),
    );
  },
};

/** How long a conversation takes is nothing of how soon somebody answers. */
function isOfTalk({ isSocket, symptom }: Aim): boolean {
  return isSocket && symptom.phase !== 'upgrade';
}

function answeredMs({ http, steps }: ProbeResult): number | undefined {
  return http?.firstByteMs ?? steps.find(({ step, outcome }) => step === 'upgrade' && outcome === 'passed')?.durationMs;
}

function pauseOf({ symptom: { medianMs } }: Aim, { isThorough }: Lab): number {
  return isThorough ? Math.max(pauseMs, Math.min(mostPauseMs, medianMs)) : shortPauseMs;
}

/** What failed is no GET: only the test itself can do it again. */
function asksItself({ symptom }: Aim, { rerunner }: Lab): boolean {
  return symptom.method !== undefined && rerunner !== undefined && symptom.tests.length > 0;
}

/** Runs the test after a pause, and where it fails then, once more at once. */
async function runAfterAPause({ symptom }: Aim, lab: Lab, signal: AbortSignal): Promise<readonly Finding[]> {
  const [test] = symptom.tests;
  if (test === undefined) return [];
  const at = lab.now().toISOString();
  const isRedNow = async (): Promise<boolean | undefined> => {
    const found = (await lab.rerunner?.run([test], signal))?.find(({ id }) => id === test);
    return found === undefined ? undefined : isRed(found.outcome);
  };
  await pause(longPauseMs, signal);
  const first = await isRedNow();
  const second = first === true ? await isRedNow() : undefined;
  if (first === undefined || (first && second !== false)) return [];
  const says = `${test.slice(0, 200)} after ${longPauseMs / 1_000} s without it: ${first ? 'failed, and passed right after' : 'passed'}`;
  return findings([{ fact: 'http.first-slow', value: first, says, subject: symptom.id }], alone(lab, at));
}
