import type { CommandContext } from '#chat/command.ts';
import { incidentReport } from '#domain/incident-report.ts';
import { pointInTime } from '#domain/incident-words.ts';
import type { Reply, Section } from '#domain/reply.ts';

import { findIncident } from './find-incident.ts';

const shownEntries = 20;

/** Everything that is kept of an incident, with what happened to it and who did it. */
export async function showIncident(id: string, { store, now }: CommandContext): Promise<Reply> {
  const incident = await findIncident(id, store);
  const report = incidentReport(incident, { now: now() });
  const entries = incident.entries.slice(-shownEntries);
  const more = incident.entries.length - entries.length;
  const history: readonly Section[] = [
    ...(more > 0 ? [{ kind: 'aside', line: [`${more} earlier entries are not shown`] } as const] : []),
    { kind: 'list', items: entries.map(({ at, text }) => [`${pointInTime(at)} ${text}`]) },
  ];
  return { ...report, sections: [...report.sections, ...history] };
}
