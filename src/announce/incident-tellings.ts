import type { Place } from '#domain/actor.ts';
import { isCall } from '#domain/incident-calls.ts';
import { incidentReport, type IncidentFacts } from '#domain/incident-report.ts';
import { incidentTitle } from '#domain/incident-words.ts';
import type { Incident, IncidentEntry } from '#domain/incident.ts';
import { note, type Reply, type Section } from '#domain/reply.ts';

import type { Telling } from './telling.ts';

/**
 * All that an incident wants to be told, in the order of telling: the root first, then what has happened since it was told
 * last. Empty without a place, and for one that was silenced before anybody heard of it.
 */
export function incidentTellings(incident: Incident, facts: IncidentFacts): readonly Telling[] {
  const { place, id, entries, toldEntries } = incident;
  if (place === undefined || isUnheard(incident)) return [];
  const rootKey = `${id}/root`;
  const isNews = toldEntries < entries.length;
  const root: Telling = {
    key: rootKey,
    place,
    weight: isNews || incident.state === 'resolved' ? 'last' : 'passing',
    content: { kind: 'kept', reply: incidentReport(incident, facts) },
  };
  const inThread = { under: rootKey, place, weight: 'last' } as const;
  const news = entries.flatMap((entry, index): readonly Telling[] => {
    const reply = index < toldEntries ? undefined : entryReply(incident, index, facts);
    if (reply === undefined) return [];
    return [{ ...inThread, key: `${id}/${index}-${entry.kind}`, content: { kind: 'once', reply } }];
  });
  return [root, ...news];
}

/** Every time that it would have called people it was silenced in the same moment: nobody has heard of it, or shall. */
export function isUnheard({ entries }: Incident): boolean {
  return entries.every((entry, index) => {
    const next = entries[index + 1];
    return !isCall(entry.kind) || (next?.kind === 'silenced' && next.at === entry.at);
  });
}

/** The root has told the beginning: the thread tells it where somebody is called. */
function entryReply(incident: Incident, index: number, facts: IncidentFacts): Reply | undefined {
  const entry = incident.entries[index];
  if (entry === undefined || (entry.kind === 'triggered' && facts.onCall === undefined)) return undefined;
  return note(
    entry.kind === 'triggered' ? incidentTitle(incident) : entry.text,
    ...callSection(incident, index, facts),
  );
}

/** The one mention of a call. Nobody is called for what others have followed, or for what is cared for or over. */
function callSection({ entries, state }: Incident, index: number, { onCall }: IncidentFacts): readonly Section[] {
  const isDue = state === 'triggered' || state === 'flapping';
  const latest = entries.findLastIndex(({ kind }: IncidentEntry) => isCall(kind));
  if (onCall === undefined || !isDue || index !== latest) return [];
  return [{ kind: 'text', line: ['On call: ', { kind: 'person', id: onCall }] }];
}

export interface ChartFile {
  /** A file of this machine. */
  readonly path: string;
  readonly altText: string;
}

/** The name of the picture that belongs to an incident as it stands: one when it opened, one for each time it was resolved. */
export function chartKey({ id, entries }: Incident): string {
  return `${id}/chart-${entries.filter(({ kind }) => kind === 'resolved').length}`;
}

/** The picture, in the thread. */
export function chartTelling(incident: Incident, place: Place, { path, altText }: ChartFile): Telling {
  const { id, state } = incident;
  const key = chartKey(incident);
  const title = state === 'resolved' ? `How ${id} went` : `How ${id} began`;
  const content = { kind: 'file', name: `${key.replace('/', '-')}.png`, title, path, altText } as const;
  return { key, under: `${id}/root`, place, weight: 'last', content };
}
