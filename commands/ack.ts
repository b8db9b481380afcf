import type { Command } from '#chat/command.ts';
import { readWords } from '#chat/read-words.ts';
import { incidentCare, incidentTitle } from '#domain/incident-words.ts';
import { note } from '#domain/reply.ts';
import { nextIncident } from '#sweeps/next-incident.ts';

import { findIncident, incidentWord } from './find-incident.ts';

const usage = 'ack <incident>';

export const ackCommand: Command<{ readonly incident: string }> = {
  name: 'ack',
  usage,
  summary: 'Acknowledge an incident: you look after it, and nobody is reminded any more',
  permission: 'silence',
  parse: (words) => ({ incident: incidentWord(readWords(words, { usage, plain: 1 }).plain, usage) }),
  async run(input, { store, request, now }) {
    const { id, state } = await findIncident(input.incident, store);
    if (state === 'resolved') return note(`${id} is resolved already`);
    const change = { kind: 'acknowledge', at: now().toISOString(), by: request.actor } as const;
    let isNew = false;
    const incident = await store.watch.incidents.change(id, (current) => {
      const next = nextIncident(current, change);
      isNew = next !== current;
      return next;
    });
    if (!isNew) return note(`${id} is already ${incidentCare(incident, now()) ?? incident.state}`);
    return note(`You acknowledged ${id}: ${incidentTitle(incident)}`);
  },
};
