import type { Cause } from '#diagnosis/cause.ts';
import { isHonest } from '#diagnosis/honest-answers.ts';
import { saysValue } from '#diagnosis/says-value.ts';
import type { Inquiry } from '#domain/diagnosis.ts';

import type { TrialResult } from './run-trial.ts';

/** What a trial says of the diagnosis. */
export interface Judged {
  readonly truth: readonly string[];
  /** The likeliest cause of the first symptom: the one of most tests. */
  readonly said: string;
  readonly confidence: number;
  readonly isFirst: boolean;
  readonly isAmongThree: boolean;
  readonly isLayer: boolean;
  /** The first of each symptom, without the honest answers. */
  readonly accused: readonly string[];
  readonly probes: number;
  readonly seconds: number;
  /** What is cited and does not exist, or does not say what it is cited for. */
  readonly badCitations: readonly string[];
}

const healthy = 'healthy';

/** Compares what was said with what was done to the stack; undefined where the suite was green. */
export function judgeTrial({ order, inquiry, seconds }: TrialResult, causes: readonly Cause[]): Judged | undefined {
  if (inquiry === undefined) return undefined;
  const truth = order.faults.length === 0 ? [healthy] : order.faults.map(({ id }) => id);
  const ranked = inquiry.diagnoses[0]?.causes ?? [];
  const [first] = ranked;
  const layerOf = (id: string): string | undefined => causes.find((cause) => cause.id === id)?.layer;
  const said = first?.id ?? 'nothing';
  const firsts = inquiry.diagnoses.flatMap((each) => each.causes[0]?.id ?? []);
  return {
    truth,
    said,
    confidence: first?.confidence ?? 0,
    isFirst: truth.includes(said),
    isAmongThree: ranked.slice(0, 3).some(({ id }) => truth.includes(id)),
    isLayer: truth.some((id) => layerOf(id) === layerOf(said)),
    accused: [...new Set(firsts)].filter((id) => !isHonest(id)),
    probes: inquiry.probes,
    seconds,
    badCitations: badCitationsOf(inquiry),
  };
}

/** Every id that is cited exists, and the sentence of an observation has its value in it. */
export function badCitationsOf({
  diagnoses,
  observations,
}: Pick<Inquiry, 'diagnoses' | 'observations'>): readonly string[] {
  const known = new Map(observations.map((each) => [each.id, each]));
  const cited = diagnoses.flatMap(({ causes, whys, ruledOut }) => [
    ...causes.flatMap(({ supports, contradicts }) => [...supports, ...contradicts]),
    ...whys.flatMap((why) => why.observations),
    ...ruledOut.flatMap((each) => each.observations),
  ]);
  const missing = [...new Set(cited)].filter((id) => !known.has(id)).map((id) => `${id} does not exist`);
  const mute = [...new Set(cited)].flatMap((id) => {
    const seen = known.get(id);
    const isTold = seen === undefined || saysValue(seen.says, seen.value);
    return isTold ? [] : [`${id} ${seen.fact}=${seen.value}: ${seen.says}`];
  });
  return [...missing, ...mute];
}
