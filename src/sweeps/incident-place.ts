import type { Place } from '#domain/actor.ts';
import type { Configuration } from '#domain/configuration.ts';

export type PlaceRules = Pick<Configuration, 'sweeps' | 'alerts' | 'slack'>;

/** Where an incident is told: the channel of its sweep, that of alerts, that of Slack. Undefined: nowhere but in the status. */
export function placeOfIncident(sweep: string | undefined, rules: PlaceRules): Place | undefined {
  const own = sweep === undefined ? undefined : rules.sweeps.get(sweep)?.alert;
  const channel = own ?? rules.alerts.channel ?? rules.slack.channel;
  return channel === undefined ? undefined : { channel };
}

/** Every channel in which incidents may be told. */
export function incidentChannels(rules: PlaceRules): readonly string[] {
  const places = [...rules.sweeps.keys()].map((name) => placeOfIncident(name, rules));
  return [...new Set(places.flatMap((place) => place?.channel ?? []))];
}

/** Sweeps of whose incidents nobody is told. */
export function sweepsWithoutPlace(rules: PlaceRules): readonly string[] {
  return [...rules.sweeps.keys()].filter((name) => placeOfIncident(name, rules) === undefined);
}
