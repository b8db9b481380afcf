import { confirmByBurst, type Confirmation } from './confirm.ts';
import type { StreakSample } from './detect-streak.ts';
import { symptomKey } from './sample.ts';
import type { Suspect } from './suspects.ts';
import type { SweepClock } from './sweep-clock.ts';

export interface ExamineParts {
  readonly ask: (endpoint: string, signal: AbortSignal) => Promise<StreakSample>;
  readonly clock: SweepClock;
}

/** Endpoints of one group that are asked again; the rest is taken to be like them. */
const askedOfGroup = 3;

/** Suspects that are one question: endpoints that fail alike. A symptom is one by itself. */
export function groupSuspects(suspects: readonly Suspect[]): readonly (readonly Suspect[])[] {
  return [...Map.groupBy(suspects, nameOf).values()];
}

/** Asks a few endpoints of a group again, all at the same time, and says of each suspect what was found. */
export async function examineSuspects(
  group: readonly Suspect[],
  { ask, clock }: ExamineParts,
  signal: AbortSignal,
): Promise<ReadonlyMap<Suspect, Confirmation>> {
  const asked = [...new Set(group.flatMap(endpointsOf))].slice(0, askedOfGroup);
  const isRate = group.every((each) => each.kind === 'symptom');
  const stop = new AbortController();
  const either = AbortSignal.any([signal, stop.signal]);
  const found = await Promise.all(
    asked.map(async (endpoint): Promise<readonly [string, Confirmation]> => {
      const outcome = await confirmByBurst({ ask: (by) => ask(endpoint, by), clock }, either);
      if (isRate && outcome === 'confirmed') stop.abort();
      return [endpoint, outcome];
    }),
  );
  const outcomes = new Map(found);
  return new Map(group.map((each) => [each, judge(each, outcomes)]));
}

function nameOf(each: Suspect): string {
  return each.kind === 'endpoint' ? symptomKey(each.symptom) : `rate ${each.key}`;
}

function endpointsOf(each: Suspect): readonly string[] {
  return each.kind === 'endpoint' ? [each.endpoint] : each.endpoints;
}

/** Those that were not asked themselves are taken to be like the ones that were, if these agree. */
function judge(each: Suspect, outcomes: ReadonlyMap<string, Confirmation>): Confirmation {
  const all = [...outcomes.values()];
  if (each.kind === 'endpoint') {
    const own = outcomes.get(each.endpoint);
    if (own !== undefined) return own;
    return all.every((outcome) => outcome === 'confirmed') ? 'confirmed' : 'open';
  }
  if (all.includes('confirmed')) return 'confirmed';
  return all.length > 0 && all.every((outcome) => outcome === 'cleared') ? 'cleared' : 'open';
}
