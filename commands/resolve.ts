import type { Command } from '#chat/command.ts';
import { readWords } from '#chat/read-words.ts';
import { incidentTitle } from '#domain/incident-words.ts';
import { note } from '#domain/reply.ts';
import { nextIncident } from '#sweeps/next-incident.ts';

import { findIncident, incidentWord } from './find-incident.ts';

const usage = 'resolve <incident>';

export const resolveCommand: Command<{ readonly incident: string }> = {
  name: 'resolve',
  usage,
  summary: 'Call an incident resolved; it comes back when it still fails in three minutes',
  permission: 'silence',
  parse: (words) => ({ incident: incidentWord(readWords(words, { usage, plain: 1 }).plain, usage) }),
  async run(input, { store, request, now }) {
    const { id } = await findIncident(input.incident, store);
    let isNew = false;
    const change = { kind: 'resolve', at: now().toISOString(), by: request.actor } as const;
    const incident = await store.watch.incidents.change(id, (current) => {
      const next = nextIncident(current, change);
      isNew = next !== current;
      return next;
    });
    if (!isNew) return note(`${id} is resolved already`);
    return note(`You called ${id} resolved: ${incidentTitle(incident)}`);
  },
};
