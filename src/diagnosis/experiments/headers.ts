import type { Symptom } from '#domain/diagnosis.ts';
import type { ProbeResult } from '#domain/probe.ts';

import { subjectOf } from './address-families.ts';
import type { Aim, Experiment } from './experiment.ts';
import { alone, findings, rawOf } from './finding.ts';
import { outcomeWord } from './outcome.ts';

/** Bytes of one header. More than one packet of Ethernet, then of two and four; every usual server takes 8,192 (nginx), 16,384 (Node.js). */
const ladder = [1_400, 3_000, 6_000];
const withinMs = 2_500;
/** Node.js reads no more of anybody, and nobody sends more to be let in. */
const mostBytes = 16_384;
const mostHeaders = 8;

/** Asks for the health path with a header of growing length. */
export const headerSizes: Experiment = {
  name: 'header-sizes',
  observes: ['http.large-header'],
  costSeconds: 1,
  doing: 'asking with a header of growing length',
  applies: ({ paths }) => paths.length > 0,
  run: async ({ paths: [endpoint], symptom }, lab, signal) => {
    if (endpoint === undefined) return [];
    const short = await lab.probe({ endpoint, withinMs }, signal);
    if (short.standing !== 'up') return [];
    const climbed: { readonly bytes: number; readonly result: ProbeResult }[] = [];
    for (const bytes of rungsFor(symptom)) {
      if (signal.aborted || climbed.some(({ result }) => result.standing !== 'up')) break;
      const headers = { 'x-padding': 'x'.repeat(bytes) };
      climbed.push({ bytes, result: await lab.probe({ endpoint, headers, withinMs }, signal) });
    }
    const last = climbed.at(-1);
    if (last === undefined) return [];
    const words = climbed.map(({ bytes, result }) => `${bytes} bytes ${outcomeWord(result) ?? 'not measured'}`);
    const says = `${endpoint.id} with a header of ${words.join(', ')}; without it ok`;
    const value = outcomeWord(last.result);
    return findings([{ fact: 'http.large-header', value, says, raw: rawOf(last.result), subject: endpoint.id }], {
      ...alone(lab, short.startedAt),
      isControlled: true,
    });
  },
};

/** And as long as the test sent them, where that is longer and we send as much. */
function rungsFor({ headerBytes = 0 }: Symptom): readonly number[] {
  const last = ladder.at(-1) ?? 0;
  return headerBytes > last && headerBytes <= mostBytes ? [...ladder, headerBytes] : ladder;
}

/** The same request with one of the configured headers left out at a time. */
export const headersLeftOut: Experiment = {
  name: 'headers-left-out',
  observes: ['http.without-header'],
  costSeconds: 0.6,
  doing: 'leaving one header out at a time',
  applies: (aim) => headersOf(aim).length > 0 && aim.plain?.http !== undefined && aim.plain.standing === 'down',
  run: async (aim, lab, signal) => {
    const endpoint = subjectOf(aim);
    if (endpoint === undefined) return [];
    const whole = await lab.probe({ endpoint }, signal);
    if (whole.standing !== 'down') return [];
    const tried: { readonly name: string; readonly result: ProbeResult }[] = [];
    for (const name of headersOf(aim)) {
      if (!signal.aborted) tried.push({ name, result: await lab.probe({ endpoint, headers: { [name]: '' } }, signal) });
    }
    const passed = tried.find(({ result }) => result.standing === 'up');
    const words = tried.map(({ name, result }) => `without ${name} ${outcomeWord(result) ?? 'not measured'}`);
    const says = `${endpoint.id} as configured ${outcomeWord(whole)}, ${words.join(', ')}: ${passed === undefined ? 'no header (none) makes the difference' : `it is ${passed.name}`}`;
    const raw = rawOf((passed ?? tried[0])?.result ?? whole);
    return findings([{ fact: 'http.without-header', value: passed?.name ?? 'none', says, raw, subject: endpoint.id }], {
      ...alone(lab, whole.startedAt),
      isControlled: true,
    });
  },
};

function headersOf(aim: Aim): readonly string[] {
  const subject = subjectOf(aim);
  return subject?.kind === 'http' ? Object.keys(subject.service.headers).slice(0, mostHeaders) : [];
}
