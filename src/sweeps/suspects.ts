import { noStreak } from './detect-streak.ts';
import { suspicionOf, worstEndpoints, type Rate } from './detect-rate.ts';
import { isRestart, type Symptom } from './sample.ts';
import {
  any,
  quiet,
  type Status,
  type Watched,
  type WatchedEndpoint,
  type WatchedSymptom,
  type WatchRules,
} from './watched.ts';

/** What a detector would raise an alarm for, if a burst of probes confirms it. */
export type Suspect =
  | { readonly kind: 'endpoint'; readonly endpoint: string; readonly symptom: Symptom }
  | {
      readonly kind: 'symptom';
      /** Of `Watched.symptoms`. */
      readonly key: string;
      readonly symptom?: Symptom | undefined;
      readonly by: 'burst' | 'leak';
      /** The worst first. */
      readonly endpoints: readonly string[];
    };

type SymptomSuspect = Extract<Suspect, { kind: 'symptom' }>;

/** Endpoints that fail in a row, and symptoms of which there are more than those explain. */
export function suspectsOf(watched: Watched, rules: WatchRules): readonly Suspect[] {
  const suspicious = [...watched.endpoints].filter(([, each]) => isSuspicious(each, rules));
  const endpoints = isYoungOutage(watched, suspicious.length) ? [] : suspicious;
  const explained = new Set(endpoints.map(([id]) => id));
  const isAnyTold = watched.symptoms.get(any)?.status.is === 'alarmed';
  const symptoms = isAnyTold
    ? []
    : [...watched.symptoms].flatMap(([key, each]) => suspectSymptom(key, each, { explained, rules }));
  const named = symptoms.filter(({ key }) => key !== any);
  return [
    ...endpoints.map(([endpoint, { symptom = unnamed }]): Suspect => ({ kind: 'endpoint', endpoint, symptom })),
    ...(named.length > 0 ? named : symptoms.map((each) => byName(each, watched))),
  ];
}

/** Failures of every kind together that are mostly of one kind are called by its name. */
function byName(suspect: SymptomSuspect, { symptoms }: Watched): SymptomSuspect {
  const all = failuresOf(symptoms.get(any));
  for (const [key, each] of symptoms) {
    if (key !== any && each.status.is === 'quiet' && 2 * failuresOf(each) >= all) {
      return { ...suspect, key, symptom: each.symptom };
    }
  }
  return suspect;
}

function failuresOf(symptom: WatchedSymptom | undefined): number {
  return (symptom?.rate.samples ?? []).reduce((sum, { failed }) => sum + failed, 0);
}

/**
 * Nearly everything fails, and most of it for less long than it takes: who failed by chance just before does not make a short
 * breakdown an outage.
 */
function isYoungOutage({ endpoints }: Watched, suspicious: number): boolean {
  const rest = [...endpoints.values()].filter(({ status, streak }) => status.is !== 'alarmed' && streak.unknown === 0);
  const failing = rest.filter(({ streak }) => streak.failed > 0).length;
  return failing >= 3 && failing >= 0.9 * rest.length && 2 * suspicious < failing;
}

const unnamed: Symptom = { layer: 'response', code: 'FAILED' };

/** A server that says it restarts is given three sweeps: its new version may show by then. */
const restartAfter = 3;

function isSuspicious({ streak, status, symptom }: WatchedEndpoint, { failAfter }: WatchRules): boolean {
  const isFailingNow = streak.failed > 0 && streak.unknown === 0;
  return (
    status.is === 'quiet' &&
    isFailingNow &&
    streak.failed >= (isRestart(symptom) ? Math.max(failAfter, restartAfter) : failAfter)
  );
}

function suspectSymptom(
  key: string,
  { symptom, rate, status }: WatchedSymptom,
  { explained, rules }: { readonly explained: ReadonlySet<string>; readonly rules: WatchRules },
): readonly SymptomSuspect[] {
  const by = status.is === 'quiet' ? suspicionOf(rate, rules) : undefined;
  const latest = rate.samples.at(-1)?.endpoints ?? [];
  if (by === undefined || latest.every((endpoint) => explained.has(endpoint))) return [];
  const endpoints = [...new Set([...latest, ...worstEndpoints(rate)])].filter((endpoint) => !explained.has(endpoint));
  return [{ kind: 'symptom', key, symptom, by, endpoints }];
}

/** A burst has begun to ask. */
export function markSuspected(watched: Watched, suspects: readonly Suspect[]): Watched {
  return suspects.reduce((state, each) => withStatus(state, each, { is: 'suspected' }), watched);
}

/** It was found to be so: told under `key` from now on; an endpoint without one is grouped with others first. */
export function confirm(watched: Watched, found: Suspect, key?: string): Watched {
  const told = withStatus(watched, found, { is: 'alarmed', key });
  if (found.kind === 'endpoint') return withoutFailuresOf(told, found.endpoint);
  if (found.key === any) return told;
  // What is told by its name is not told once more among all failures.
  const symptoms = new Map(told.symptoms);
  symptoms.delete(any);
  return { ...told, symptoms };
}

/** The burst found nothing: a row begins anew and the sum too; the window keeps what it has counted. */
export function dismiss(watched: Watched, cleared: Suspect): Watched {
  const state = withStatus(watched, cleared, quiet);
  if (cleared.kind === 'endpoint') {
    const known = state.endpoints.get(cleared.endpoint);
    if (known === undefined) return state;
    return { ...state, endpoints: new Map(state.endpoints).set(cleared.endpoint, { ...known, streak: noStreak }) };
  }
  const known = state.symptoms.get(cleared.key);
  if (known === undefined) return state;
  return {
    ...state,
    symptoms: new Map(state.symptoms).set(cleared.key, { ...known, rate: { ...known.rate, score: 0 } }),
  };
}

/** Nothing could be asked: it is asked again after the next sweep that fails. */
export function postpone(watched: Watched, asked: Suspect): Watched {
  return withStatus(watched, asked, quiet);
}

function withStatus(watched: Watched, of: Suspect, status: Status): Watched {
  if (of.kind === 'endpoint') {
    const known = watched.endpoints.get(of.endpoint);
    if (known === undefined) return watched;
    return { ...watched, endpoints: new Map(watched.endpoints).set(of.endpoint, { ...known, status }) };
  }
  const known = watched.symptoms.get(of.key);
  if (known === undefined) return watched;
  return { ...watched, symptoms: new Map(watched.symptoms).set(of.key, { ...known, status }) };
}

function withoutFailuresOf(watched: Watched, endpoint: string): Watched {
  const symptoms = [...watched.symptoms].map(([key, each]) => {
    if (each.status.is === 'alarmed' || !each.rate.samples.some((sample) => sample.endpoints.includes(endpoint))) {
      return [key, each] as const;
    }
    return [key, { ...each, rate: withoutEndpoint(each.rate, endpoint) }] as const;
  });
  return { ...watched, symptoms: new Map(symptoms) };
}

function withoutEndpoint(rate: Rate, endpoint: string): Rate {
  const samples = rate.samples.map((sample) => {
    const endpoints = sample.endpoints.filter((each) => each !== endpoint);
    return { ...sample, endpoints, failed: Math.max(0, sample.failed - (sample.endpoints.length - endpoints.length)) };
  });
  return { ...rate, score: 0, samples };
}

/** Every key that something is told under. */
export function toldKeys(watched: Watched): ReadonlySet<string> {
  const statuses = [...watched.endpoints.values(), ...watched.symptoms.values()].map(({ status }) => status);
  return new Set(statuses.flatMap((status) => (status.is === 'alarmed' ? (status.key ?? []) : [])));
}

/** Puts endpoints that are told under the keys of their alarms. */
export function withKeys(watched: Watched, keys: ReadonlyMap<string, string>): Watched {
  const endpoints = new Map(watched.endpoints);
  for (const [id, key] of keys) {
    const known = endpoints.get(id);
    if (known?.status.is === 'alarmed') endpoints.set(id, { ...known, status: { is: 'alarmed', key } });
  }
  return { ...watched, endpoints };
}
