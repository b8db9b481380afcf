import type { Observation } from '#domain/observation.ts';

import type { FactName } from './facts.ts';
import { saysValue } from './says-value.ts';

/** What a collector saw; the book gives it its id. */
export interface NewObservation extends Omit<Observation, 'id' | 'fact'> {
  readonly fact: FactName;
}

/** The observations of one diagnosis, in the order in which they were made. Never changes: `add` returns another book. */
export interface ObservationBook {
  readonly observations: readonly Observation[];
  /** What is there already is not added again; the 301st and later ones are left out and counted. */
  add(seen: readonly NewObservation[]): ObservationBook;
  /** The latest observation of a fact: about that subject where one is named, about anything otherwise. */
  seen(fact: FactName, subject?: string): Observation | undefined;
  /** All of a fact, oldest first. */
  all(fact: FactName, subject?: string): readonly Observation[];
  get(id: string): Observation | undefined;
  /** How many there was no room for. */
  readonly leftOut: number;
}

const maxObservations = 300;
const maxRaw = 1_000;
const maxSays = 500;

export function createObservationBook(observations: readonly Observation[] = [], leftOut = 0): ObservationBook {
  const all = (fact: FactName, subject?: string): readonly Observation[] => {
    return observations.filter((each) => each.fact === fact && (subject === undefined || each.subject === subject));
  };
  return {
    observations,
    leftOut,
    all,
    seen: (fact, subject) => all(fact, subject).at(-1),
    get: (id) => observations.find((each) => each.id === id),
    add: (seen) => {
      const known = new Set(observations.map(keyOf));
      const fresh = seen.map(bounded).filter((each) => !known.has(keyOf(each)) && known.add(keyOf(each)));
      const room = fresh.slice(0, Math.max(0, maxObservations - observations.length));
      if (fresh.length === 0) return createObservationBook(observations, leftOut);
      const numbered = room.map((each, index) => ({ ...each, id: `o${observations.length + index + 1}` }));
      return createObservationBook([...observations, ...numbered], leftOut + fresh.length - room.length);
    },
  };
}

/** The same seen at another time, from another connection (its group) or of another subject is another observation. */
function keyOf({ source, fact, value, subject, group, says, isControlled }: Omit<Observation, 'id'>): string {
  return JSON.stringify([source, fact, value, subject, group, says, isControlled]);
}

/** As it is kept: no longer than it may be, and its sentence names its value. */
export function bounded(seen: NewObservation): NewObservation {
  const { raw, says, value } = seen;
  return {
    ...seen,
    says: withValue(says.slice(0, maxSays), value),
    ...(raw !== undefined && { raw: raw.slice(0, maxRaw) }),
  };
}

/** Whoever reads a citation sees there what it is cited for. */
function withValue(says: string, value: Observation['value']): string {
  return saysValue(says, value) ? says : `${says} (${value})`;
}
