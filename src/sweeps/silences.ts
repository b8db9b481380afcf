import { pointInTime } from '#domain/incident-words.ts';
import { isOpen, type Alarm, type Incident, type Silence } from '#domain/incident.ts';

import { nextIncident } from './next-incident.ts';

/** Of all endpoints of an environment. */
export const everything = '*';

/** The silence that ends first, when every endpoint of the alarm is silenced; undefined: somebody wants to hear of it. */
export function silenceOver(alarm: Alarm, silences: readonly Silence[]): Silence | undefined {
  const there = silences.filter(({ environment }) => environment === alarm.environment);
  const whole = there.find(({ endpoint }) => endpoint === everything);
  if (whole !== undefined) return whole;
  if (alarm.endpoints.length === 0 || alarm.endpointCount > alarm.endpoints.length) return undefined;
  const covering = alarm.endpoints.map((id) => there.find(({ endpoint }) => isCovered(id, endpoint)));
  const known = covering.filter((silence) => silence !== undefined);
  if (known.length < covering.length) return undefined;
  return known.toSorted((one, other) => (one.until < other.until ? -1 : 1))[0];
}

/** `chat` stands for `chat:subprotocol` as well. */
export function isCovered(endpoint: string, silenced: string): boolean {
  return silenced === everything || endpoint === silenced || endpoint.startsWith(`${silenced}:`);
}

/** The incident as it stands under a silence of its endpoints. What somebody has acknowledged stays so. */
export function withSilence(incident: Incident, silence: Silence | undefined, at: string): Incident {
  if (silence === undefined || incident.acknowledgedBy !== undefined || !isOpen(incident)) return incident;
  const { endpoint, environment, until, by } = silence;
  if (incident.state === 'silenced') {
    return (incident.silencedUntil ?? '') < until ? { ...incident, silencedUntil: until } : incident;
  }
  const what = endpoint === everything ? `Everything on ${environment}` : endpoint;
  const text = `${what} is silenced by ${by.name} until ${pointInTime(until)}`;
  return nextIncident(incident, { kind: 'silence', at, by, until, text });
}
