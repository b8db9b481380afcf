import { nextStreak, noStreak, type Streak } from './detect-streak.ts';
import { isForgotten, nextRate, noRate, type Rate, type RateRules, type SymptomSample } from './detect-rate.ts';
import { symptomKey, type Sample, type Symptom } from './sample.ts';

/**
 * `quiet`: nothing to tell. `suspected`: a burst of probes is asking. `alarmed`: told, under `key`, until it has been
 * clean for long enough.
 */
export type Status =
  | { readonly is: 'quiet' }
  | { readonly is: 'suspected' }
  | { readonly is: 'alarmed'; readonly key?: string | undefined };

export interface WatchedEndpoint {
  readonly streak: Streak;
  readonly status: Status;
  readonly kind: Sample['kind'];
  /** Of the last failure. */
  readonly symptom?: Symptom | undefined;
}

export interface WatchedSymptom {
  /** Absent: failures of every kind together. */
  readonly symptom?: Symptom | undefined;
  readonly rate: Rate;
  readonly status: Status;
}

/** All that the detectors of one sweep remember. */
export interface Watched {
  readonly endpoints: ReadonlyMap<string, WatchedEndpoint>;
  /** By `symptomKey`, and `any` for failures of every kind together. */
  readonly symptoms: ReadonlyMap<string, WatchedSymptom>;
}

export interface WatchRules extends RateRules {
  readonly failAfter: number;
  readonly recoverAfter: number;
}

export const any = 'any';
export const quiet: Status = { is: 'quiet' };
export const nothingWatched: Watched = { endpoints: new Map(), symptoms: new Map() };

const symptomsKept = 200;
const endpointsNamed = 100;

/** What is known after one more sweep. An endpoint that it has no sample of is forgotten. */
export function nextWatched(watched: Watched, at: string, sweep: WatchSweep): Watched {
  const { samples, rules } = sweep;
  const endpoints = new Map(
    samples.map((sample) => [
      sample.endpoint,
      nextEndpoint(watched.endpoints.get(sample.endpoint), sample, { at, rules }),
    ]),
  );
  // Those that are known to be down are told already: they would drown what else goes wrong.
  const counted = samples.filter(
    ({ endpoint, outcome }) =>
      (outcome === 'passed' || outcome === 'failed') && watched.endpoints.get(endpoint)?.status.is !== 'alarmed',
  );
  return { endpoints, symptoms: nextSymptoms(watched.symptoms, at, { samples: counted, rules }) };
}

export interface WatchSweep {
  readonly samples: readonly Sample[];
  readonly rules: WatchRules;
}

function nextEndpoint(
  before: WatchedEndpoint | undefined,
  sample: Sample,
  { at, rules }: { readonly at: string; readonly rules: WatchRules },
): WatchedEndpoint {
  const streak = nextStreak(before?.streak ?? noStreak, sample.outcome, at);
  const status = before?.status ?? quiet;
  const isWell = status.is === 'alarmed' && streak.passed >= rules.recoverAfter;
  const symptom = sample.outcome === 'failed' ? sample.symptom : before?.symptom;
  return { streak, status: isWell ? quiet : status, kind: sample.kind, symptom };
}

function nextSymptoms(
  before: Watched['symptoms'],
  at: string,
  { samples, rules }: WatchSweep,
): ReadonlyMap<string, WatchedSymptom> {
  const showing = Map.groupBy(
    samples.filter((sample) => sample.symptom !== undefined),
    ({ symptom }) => (symptom === undefined ? any : symptomKey(symptom)),
  );
  const keys = new Set([any, ...before.keys(), ...showing.keys()]);
  const next = [...keys].map((key): readonly [string, WatchedSymptom] => {
    const known = before.get(key);
    const symptom = known?.symptom ?? showing.get(key)?.[0]?.symptom;
    const sample = key === any ? sampleOfAny(samples, before, at) : sampleOfOne(samples, symptom, at);
    return [key, nextSymptom({ symptom, rate: noRate, status: quiet, ...known }, sample, rules)];
  });
  return new Map(next.filter(([, each]) => !isForgotten(each.rate) || each.status.is !== 'quiet').slice(-symptomsKept));
}

function nextSymptom(before: WatchedSymptom, sample: SymptomSample, rules: WatchRules): WatchedSymptom {
  const rate = nextRate(before.rate, sample, rules);
  const isOver = before.status.is === 'alarmed' && rate.quiet >= rules.recoverAfter;
  // What it was told for is over: the window must not tell it again.
  return isOver ? { ...before, rate: noRate, status: quiet } : { ...before, rate };
}

/** Closes are counted among connections, other failures among all that was measured. */
function sampleOfOne(samples: readonly Sample[], symptom: Symptom | undefined, at: string): SymptomSample {
  const isClose = symptom?.code.startsWith('CLOSE_') === true;
  const measured = isClose ? samples.filter((sample) => sample.kind === 'websocket') : samples;
  const failed = samples.filter(
    (sample) =>
      sample.symptom !== undefined && symptom !== undefined && symptomKey(sample.symptom) === symptomKey(symptom),
  );
  return countOf(measured, failed, at);
}

/** Without what is told already. */
function sampleOfAny(samples: readonly Sample[], before: Watched['symptoms'], at: string): SymptomSample {
  const isTold = ({ symptom }: Sample): boolean =>
    symptom !== undefined && before.get(symptomKey(symptom))?.status.is === 'alarmed';
  const rest = samples.filter((sample) => !isTold(sample));
  return countOf(
    rest,
    rest.filter((sample) => sample.symptom !== undefined),
    at,
  );
}

function countOf(measured: readonly Sample[], failed: readonly Sample[], at: string): SymptomSample {
  const endpoints = failed.slice(0, endpointsNamed).map((sample) => sample.endpoint);
  return { at, measured: Math.max(measured.length, failed.length), failed: failed.length, endpoints };
}
