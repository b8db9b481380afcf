import type { Actor } from '#domain/actor.ts';
import type { Incident, Silence } from '#domain/incident.ts';
import type { WatchStore } from '#state/watch.ts';

import { nextIncident } from './next-incident.ts';
import { everything, isCovered, silenceOver, withSilence } from './silences.ts';

type SilenceStores = Pick<WatchStore, 'silences' | 'incidents'>;

const incidentsRead = 500;

/** Keeps a silence, and silences the open incidents that are about nothing else. */
export async function setSilence(silence: Silence, { silences, incidents }: SilenceStores): Promise<void> {
  await silences.set(silence);
  const all = await silences.list(new Date(silence.at));
  for (const { id } of await openOf(silence.environment, incidents)) {
    await incidents.change(id, (incident) => withSilence(incident, silenceOver(incident.alarm, all), silence.at));
  }
}

/** Ends a silence, and that of the open incidents which it silenced. Undefined: there was none. */
export async function endSilence(
  target: Pick<Silence, 'environment' | 'endpoint'>,
  { by, at }: { readonly by: Actor; readonly at: Date },
  { silences, incidents }: SilenceStores,
): Promise<Silence | undefined> {
  const ended = await silences.remove(target.environment, target.endpoint);
  if (ended === undefined) return undefined;
  const left = await silences.list(at);
  const isConcerned = ({ alarm }: Incident): boolean =>
    (target.endpoint === everything || alarm.endpoints.some((id) => isCovered(id, target.endpoint))) &&
    silenceOver(alarm, left) === undefined;
  for (const { id } of await openOf(target.environment, incidents)) {
    await incidents.change(id, (incident) =>
      isConcerned(incident) ? nextIncident(incident, { kind: 'unsilence', at: at.toISOString(), by }) : incident,
    );
  }
  return ended;
}

function openOf(environment: string, incidents: WatchStore['incidents']): Promise<readonly Incident[]> {
  const states = ['triggered', 'acknowledged', 'silenced', 'flapping'] as const;
  return incidents.list({ environment, states, limit: incidentsRead });
}
