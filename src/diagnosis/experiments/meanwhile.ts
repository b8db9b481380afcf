import type { Symptom } from '#domain/diagnosis.ts';
import type { ProbeResult } from '#domain/probe.ts';

import { gaveUp } from '../gave-up.ts';
import type { Experiment, Lab } from './experiment.ts';
import { findings } from './finding.ts';
import { pause } from './pause.ts';

/** Spread over the first second of the conversation, and over several replicas. */
const looksAtMs = [60, 200, 400, 650, 950];
const talkers = 2;
const slowMs = 2_000;

/** The health path may be that of another process than the websocket's: who else opens one asks the right one. */
const opensAtMs = [300, 900];
/** What ends in somebody's patience may stand still only later. */
const opensLateMs = [2_400, 4_200];

/** Talks over the websocket, and asks for the health path and for another websocket meanwhile. */
export const meanwhile: Experiment = {
  name: 'meanwhile',
  observes: ['http.meanwhile-ms'],
  costSeconds: 1.6,
  costHere: ({ symptom }) => (lasts(symptom) ? 6 : 1.6),
  doing: 'asking for the health path while it talks',
  applies: ({ socket, paths: [path], plain }) =>
    path !== undefined &&
    socket?.socket.send !== undefined &&
    (plain?.kind !== 'websocket' || plain.ws?.status === 101),
  run: async ({ socket: endpoint, paths: [path], symptom }, lab, signal) => {
    if (endpoint === undefined || path === undefined) return [];
    const at = lab.now().toISOString();
    const other = { endpoint, changed: { hold: '0' } };
    const [before, opened] = await Promise.all([lab.probe({ endpoint: path }, signal), lab.probe(other, signal)]);
    // What is still before it talks cannot be kept from answering.
    if (before.standing !== 'up') return [];
    const over = new AbortController();
    const limit = AbortSignal.any([signal, over.signal]);
    const talks = Array.from({ length: talkers }, () =>
      lab.probe({ endpoint, sends: true, changed: { hold: '0' } }, limit),
    );
    const [looks, opens] = await Promise.all([
      Promise.all(looksAtMs.map((ms) => lookAfter(ms, { endpoint: path }, lab, signal))),
      Promise.all(
        [...opensAtMs, ...(lasts(symptom) ? opensLateMs : [])].map((ms) => lookAfter(ms, other, lab, signal)),
      ),
    ]);
    over.abort();
    await Promise.all(talks);
    const took = looks.flatMap(({ standing, durationMs }) => (standing === 'unknown' ? [] : [Math.round(durationMs)]));
    if (took.length === 0) return [];
    // Who was not answered would have waited longer than we did.
    const isOpenEnded = looks.some(({ standing }) => standing === 'down');
    // A machine that is busy is slow before it talks as well.
    const ofHealth = Math.max(...took) - Math.round(before.durationMs);
    const upgrades = opens.flatMap((each) => upgradeMs(each) ?? []);
    const ofUpgrades = Math.max(0, ...upgrades) - (upgradeMs(opened) ?? Number.POSITIVE_INFINITY);
    const value = Math.max(0, ofHealth, ofUpgrades);
    const others = upgrades.length === 0 ? '' : `, upgrades of others after ${upgrades.join(', ')} ms`;
    const says = `${path.id} while ${endpoint.id} talks: ${took.join(', ')} ms, before ${Math.round(before.durationMs)} ms${others}: ${isOpenEnded ? 'at least' : 'at most'} ${value} ms more`;
    return findings([{ fact: 'http.meanwhile-ms', value, says, subject: path.id }], {
      group: lab.newGroup(),
      at,
      isControlled: true,
    });
  },
};

function lasts({ error, closeReason = '', medianMs }: Symptom): boolean {
  return medianMs > slowMs && (gaveUp({ error }) || /keep-?alive/iu.test(closeReason));
}

/** How long the upgrade took, or was waited for; undefined where it was not asked for. */
function upgradeMs({ steps, brokeAt, durationMs }: ProbeResult): number | undefined {
  if (brokeAt === 'upgrade') return Math.round(durationMs);
  const tookMs = steps.find(({ step, outcome }) => step === 'upgrade' && outcome === 'passed')?.durationMs;
  return tookMs === undefined ? undefined : Math.round(tookMs);
}

async function lookAfter(ms: number, ...[wish, lab, signal]: [Parameters<Lab['probe']>[0], Lab, AbortSignal]) {
  await pause(ms, signal);
  return lab.probe(wish, signal);
}
