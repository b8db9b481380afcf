import type { Symptom } from '#domain/diagnosis.ts';
import type { Observation } from '#domain/observation.ts';

import type { Experiment, Finding } from './experiments/experiment.ts';
import type { Reading } from './inquire.ts';
import { bounded, createObservationBook, type NewObservation } from './observation-book.ts';
import type { Rounds } from './replay.ts';
import type { SeenOf } from './weigh-evidence.ts';

/** All that one inquiry has seen, by what it is about: symptoms of the same endpoints share what was seen of them. */
export interface InquiryBook {
  /** What the report says of the symptom, and what was seen under the keys that it was given. */
  of(symptom: Symptom): readonly SeenOf[];
  add(key: string, experiment: Experiment | undefined, findings: readonly Finding[]): void;
  /** Which experiment made that observation. */
  madeBy(observation: Observation): Experiment | undefined;
  /** How often it was carried out there. */
  timesOf(key: string, experiment: Experiment): number;
  /** Replays of the same operations are not repeated for another symptom. */
  replays(operations: string): Rounds | undefined;
  keepReplay(operations: string, rounds: Rounds): void;
  /** What a symptom turned out to be about: its endpoints, its operation, itself; and the host that failed. */
  setKeys(symptom: Symptom, keys: readonly string[], host?: string): void;
  /** Whether another symptom was about the same. */
  hasKey(key: string): boolean;
  all(): readonly Observation[];
  probes(): number;
}

/** `hostOf` says where an endpoint is, by its id. */
export function createInquiryBook(
  reading: Reading,
  hostOf: (endpoint: string) => string | undefined = () => undefined,
): InquiryBook {
  let book = createObservationBook();
  let probes = 0;
  const reported = new Map<string, readonly NewObservation[]>();
  const seen = new Map<string, NewObservation[]>();
  const makers = new Map<string, Experiment>();
  const times = new Map<string, number>();
  const replays = new Map<string, Rounds>();
  const keys = new Map<string, readonly string[]>();
  const hosts = new Map<string, string | undefined>();
  const isElsewhere = (symptom: string, { subject }: Observation): boolean => {
    const [own, other] = [hosts.get(symptom), hostOf(subject ?? '')];
    return own !== undefined && other !== undefined && own !== other;
  };
  for (const symptom of reading.symptoms) {
    const told = reading.observe(symptom);
    reported.set(symptom.id, told);
    book = book.add(told);
  }
  const numbered = (wanted: readonly NewObservation[]): readonly Observation[] => {
    const looks = new Set(wanted.map((each) => lookOf(bounded(each))));
    return book.observations.filter((each) => looks.has(lookOf(each)));
  };
  return {
    of({ id }) {
      const found = (keys.get(id) ?? []).flatMap((key) => seen.get(key) ?? []);
      const all = numbered([...(reported.get(id) ?? []), ...found]);
      return all.map((each) => (isElsewhere(id, each) ? { ...each, isElsewhere: true } : each));
    },
    add(key, experiment, findings) {
      const fresh = findings.map((finding): NewObservation => ({ source: 'probe', ...finding }));
      book = book.add(fresh);
      seen.set(key, [...(seen.get(key) ?? []), ...fresh]);
      if (experiment === undefined) return;
      probes += 1;
      for (const { group } of findings) makers.set(group, experiment);
      times.set(`${key} ${experiment.name}`, (times.get(`${key} ${experiment.name}`) ?? 0) + 1);
    },
    madeBy: ({ group }) => makers.get(group),
    timesOf: (key, { name }) => times.get(`${key} ${name}`) ?? 0,
    replays: (operations) => replays.get(operations),
    keepReplay: (operations, rounds) => {
      probes += 1;
      replays.set(operations, rounds);
    },
    setKeys: ({ id }, given, host) => {
      keys.set(id, given);
      hosts.set(id, host);
    },
    hasKey: (key) => [...keys.values()].some((given) => given.includes(key)),
    all: () => book.observations,
    probes: () => probes,
  };
}

function lookOf({ fact, value, subject, group, says }: Omit<Observation, 'id'>): string {
  return JSON.stringify([fact, value, subject, group, says]);
}
