import type { ProbeResult } from '#domain/probe.ts';

import type { Experiment, Finding, Lab } from './experiment.ts';
import { findings, rawOf } from './finding.ts';
import { asOther } from './other-user.ts';

const rounds = 2;
const holdMs = 1_200;

/** One user keeps silent, alone and while another one talks: what it then hears is not its own. */
export const twoUsers: Experiment = {
  name: 'two-users',
  observes: ['ws.crosses-users'],
  costSeconds: 6,
  doing: 'listening as one user while another one talks',
  applies: (aim) => aim.isSocket && aim.socket?.socket.send !== undefined && asOther(aim) !== undefined,
  run: async (aim, lab, signal) => {
    const { socket: endpoint } = aim;
    const other = asOther(aim);
    if (endpoint === undefined || other === undefined) return [];
    const heard: Heard[] = [];
    for (let round = 0; round < rounds && !signal.aborted; round += 1) {
      const silent = { endpoint, changed: { hold: String(holdMs) } };
      const alone = await lab.probe(silent, signal);
      const [beside] = await Promise.all([
        lab.probe(silent, signal),
        lab.probe({ endpoint: other, sends: true, changed: { hold: '0' } }, signal),
      ]);
      heard.push({ alone, beside });
    }
    return observe(heard, lab);
  },
};

interface Heard {
  readonly alone: ProbeResult;
  readonly beside: ProbeResult;
}

function observe(heard: readonly Heard[], lab: Lab): readonly Finding[] {
  const open = heard.filter(({ alone, beside }) => alone.ws?.status === 101 && beside.ws?.status === 101);
  const [first] = open;
  if (first === undefined || open.length < rounds) return [];
  const crossed = open.filter(({ alone, beside }) => eventsOf(beside) > eventsOf(alone));
  const counts = open.map(
    ({ alone, beside }) => `${eventsOf(alone)} alone, ${eventsOf(beside)} while another user talked`,
  );
  const says = `events that a silent user was sent at ${first.beside.endpoint}: ${counts.join('; ')}`;
  const isControlled = crossed.length === 0 || crossed.length === open.length;
  const value = crossed.length === open.length;
  const raw = rawOf(first.beside);
  return findings([{ fact: 'ws.crosses-users', value, says, raw, subject: first.beside.endpoint }], {
    group: lab.newGroup(),
    at: first.alone.startedAt,
    isControlled,
  });
}

function eventsOf({ ws }: ProbeResult): number {
  return (ws?.events ?? []).filter(({ from }) => from === 'server').length;
}
