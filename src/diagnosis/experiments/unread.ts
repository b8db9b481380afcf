import { outcomeSeen } from './answer-facts.ts';
import type { Experiment } from './experiment.ts';
import { alone, findings } from './finding.ts';

const unreadMs = 3_000;

/** Asks for answers and does not read them for a while, then reads on. */
export const unread: Experiment = {
  name: 'unread',
  observes: ['ws.unread'],
  costSeconds: unreadMs / 1_000 + 1,
  connections: 1,
  doing: 'not reading the answers for a while',
  applies: ({ isSocket, socket, plain }) =>
    isSocket && socket?.socket.send !== undefined && (plain === undefined || plain.ws?.status === 101),
  run: async ({ socket: endpoint }, lab, signal) => {
    if (endpoint === undefined) return [];
    const changed = { hold: '0', unread: String(unreadMs) };
    const result = await lab.probe({ endpoint, sends: true, changed }, signal);
    const seen = outcomeSeen('ws.unread', `its answers not read for ${unreadMs / 1_000} s`, result);
    return findings([seen], alone(lab, result.startedAt));
  },
};
