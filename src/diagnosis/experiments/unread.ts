import type { ProbeResult } from '#domain/probe.ts';

import { outcomeSeen } from './answer-facts.ts';
import type { Aim, Experiment } from './experiment.ts';
import { alone, findings } from './finding.ts';
import { isOwnLimit } from './outcome.ts';

const [leastMs, mostMs] = [3_000, 20_000];

/** A little longer than those of the report lived. */
function unreadMsOf({ symptom }: Pick<Aim, 'symptom'>): number {
  return Math.round(Math.min(mostMs, Math.max(leastMs, symptom.medianMs * 1.2)));
}

/** It sends without being asked, and more than a welcome. */
function pushes(plain: ProbeResult | undefined): boolean {
  return (plain?.ws?.events ?? []).filter(({ from }) => from === 'server').length > 1;
}

/** Asks for answers and does not read them for a while, then reads on. */
export const unread: Experiment = {
  name: 'unread',
  observes: ['ws.unread'],
  costSeconds: leastMs / 1_000 + 1,
  costHere: (aim) => unreadMsOf(aim) / 1_000 + 1,
  doing: 'not reading the answers for a while',
  applies: ({ isSocket, socket, plain }) =>
    isSocket &&
    (socket?.socket.send !== undefined || pushes(plain)) &&
    (plain === undefined || plain.ws?.status === 101),
  run: async (aim, lab, signal) => {
    const { socket: endpoint } = aim;
    if (endpoint === undefined) return [];
    const unreadMs = unreadMsOf(aim);
    const changed = { hold: '0', unread: String(unreadMs) };
    const result = await lab.probe({ endpoint, sends: true, changed }, signal);
    if (isOwnLimit(result.problem)) return [];
    const seen = outcomeSeen('ws.unread', `its answers not read for ${unreadMs / 1_000} s`, result);
    return findings([seen], alone(lab, result.startedAt));
  },
};
