import type { Experiment, Lab } from './experiment.ts';
import { findings } from './finding.ts';
import { pause } from './pause.ts';

/** Spread over the first second of the conversation, and over several replicas. */
const looksAtMs = [60, 200, 400, 650, 950];
const talkers = 2;

/** Talks over the websocket, and asks for the health path meanwhile. */
export const meanwhile: Experiment = {
  name: 'meanwhile',
  observes: ['http.meanwhile-ms'],
  costSeconds: 1.6,
  doing: 'asking for the health path while it talks',
  applies: ({ socket, paths: [path], plain }) =>
    path !== undefined &&
    socket?.socket.send !== undefined &&
    (plain?.kind !== 'websocket' || plain.ws?.status === 101),
  run: async ({ socket: endpoint, paths: [path] }, lab, signal) => {
    if (endpoint === undefined || path === undefined) return [];
    const at = lab.now().toISOString();
    const before = await lab.probe({ endpoint: path }, signal);
    // What is still before it talks cannot be kept from answering.
    if (before.standing !== 'up') return [];
    const over = new AbortController();
    const limit = AbortSignal.any([signal, over.signal]);
    const talks = Array.from({ length: talkers }, () =>
      lab.probe({ endpoint, sends: true, changed: { hold: '0' } }, limit),
    );
    const looks = await Promise.all(looksAtMs.map((ms) => lookAfter(ms, { endpoint: path }, lab, signal)));
    over.abort();
    await Promise.all(talks);
    const took = looks.flatMap(({ standing, durationMs }) => (standing === 'unknown' ? [] : [Math.round(durationMs)]));
    if (took.length === 0) return [];
    // Who was not answered would have waited longer than we did.
    const isOpenEnded = looks.some(({ standing }) => standing === 'down');
    // A machine that is busy is slow before it talks as well.
    const value = Math.max(0, Math.max(...took) - Math.round(before.durationMs));
    const says = `${path.id} while ${endpoint.id} talks: ${took.join(', ')} ms, before ${Math.round(before.durationMs)} ms: ${isOpenEnded ? 'at least' : 'at most'} ${value} ms more`;
    return findings([{ fact: 'http.meanwhile-ms', value, says, subject: path.id }], {
      group: lab.newGroup(),
      at,
      isControlled: true,
    });
  },
};

async function lookAfter(ms: number, ...[wish, lab, signal]: [Parameters<Lab['probe']>[0], Lab, AbortSignal]) {
  await pause(ms, signal);
  return lab.probe(wish, signal);
}
