import { formatDuration } from '#domain/duration.ts';
import type { Factor, PairArm, PairVerdict } from '#domain/pair.ts';
import type { ProbeResult, Step } from '#domain/probe.ts';

import { fisherExact } from './vary-fisher.ts';

/** What one arm did in one round; absent where nothing could be measured. */
export interface Outcome {
  readonly passed: boolean;
  /** Equal for failures that look alike: code and close reason. Not the rung, which a token of ours may shift. */
  readonly look?: string | undefined;
  readonly brokeAt?: Step | undefined;
  readonly code?: string | undefined;
  /** First byte or round trip; absent when it failed, or when this machine was too busy to tell. */
  readonly latencyMs?: number | undefined;
  /** Of several connections at once. */
  readonly atOnce?: { readonly passed: number; readonly of: number } | undefined;
}

export interface ArmRecord {
  readonly label: string;
  /** One per round, in order. */
  readonly outcomes: readonly (Outcome | undefined)[];
}

/** Attempts that each arm needs before anything is claimed. */
const leastAttempts = 3;
/** From this on a difference is put down to chance. */
const mostChance = 0.05;
const slower = { times: 3, byMs: 50 } as const;

/** What a result counts as; undefined when it says nothing of the endpoint. */
export function outcomeOf(result: ProbeResult): Outcome | undefined {
  const { standing, problem, ws, http, brokeAt, durationMs, isSpoiled } = result;
  if (standing === 'unknown') return undefined;
  if (standing === 'up') {
    const latencyMs = http?.firstByteMs ?? ws?.roundTripMs ?? ws?.pingMs ?? durationMs;
    return { passed: true, latencyMs: isSpoiled ? undefined : latencyMs };
  }
  return { passed: false, look: `${problem?.code} ${ws?.closeReason ?? ''}`, brokeAt, code: problem?.code };
}

/** The verdict of one factor, by arithmetic alone; docs/probes.md states it. */
export function judgePair(
  { endpoint, factor }: { readonly endpoint: string; readonly factor: Factor },
  records: readonly ArmRecord[],
): PairVerdict {
  return { endpoint, factor, arms: records.map(toArm), ...weigh(records.map(toWeight)) };
}

interface Weight {
  readonly record: ArmRecord;
  readonly counted: readonly Outcome[];
  readonly passed: number;
  /** What it did every time: `passed`, or the look of its failure; undefined when that changed. */
  readonly always: string | undefined;
}

function toWeight(record: ArmRecord): Weight {
  const counted = record.outcomes.filter((outcome) => outcome !== undefined);
  const passed = counted.filter((outcome) => outcome.passed).length;
  const looks = new Set(counted.map(lookOf));
  return { record, counted, passed, always: looks.size === 1 ? [...looks][0] : undefined };
}

/** Some of several at once is a look of its own: another one than none of them, and than another number of them. */
function lookOf({ passed, look = '', atOnce }: Outcome): string {
  if (passed) return 'passed';
  return atOnce === undefined || atOnce.passed === 0 ? look : `${look}, ${atOnce.passed} of ${atOnce.of}`;
}

function weigh(weights: readonly Weight[]): Pick<PairVerdict, 'verdict' | 'says'> {
  const figures = weights.map(showFigures).join(', ');
  if (weights.some(({ counted }) => counted.length < leastAttempts)) {
    return { verdict: 'unclear', says: `Too few attempts to tell, ${leastAttempts} are needed: ${figures}` };
  }
  const p = chanceOfBursts(weights);
  if (p !== undefined && p < mostChance) {
    return { verdict: 'matters', says: `${figures}; of the connections alone ${showP(p)}` };
  }
  if (weights.some(({ always }) => always === undefined)) {
    return { verdict: 'unclear', says: `Not the same every time: ${figures}; ${showChance(weights)}` };
  }
  const looks = new Set(weights.map(({ always }) => always));
  const slow = showSlower(weights);
  if (looks.size > 1) return { verdict: 'matters', says: `${figures}; ${showSeparation(weights)}${slow}` };
  const how = looks.has('passed') ? 'All pass every time' : 'All fail every time and in the same way';
  return { verdict: 'no-difference', says: `${how}: ${figures}${slow}` };
}

/**
 * Connections at once of which now these, now those pass, against single ones that always do: an endpoint that fails now
 * and then shows that as well, so the connections are counted one by one.
 */
function chanceOfBursts(weights: readonly Weight[]): number | undefined {
  const [single, burst] = [weights[0], weights[1]];
  if (weights.length !== 2 || single?.always !== 'passed' || burst === undefined || burst.always !== undefined)
    return undefined;
  const of = burst.counted.find(({ atOnce }) => atOnce !== undefined)?.atOnce?.of;
  if (of === undefined) return undefined;
  const passed = burst.counted.reduce((sum, each) => sum + (each.atOnce?.passed ?? (each.passed ? of : 0)), 0);
  const all = burst.counted.length * of;
  return fisherExact(splitOf(single), { passed, failed: all - passed });
}

/** `h1 4 of 4`, `bad token 0 of 4 (STATUS_401 at upgrade)`. */
function showFigures({ record, counted, passed }: Weight): string {
  const { brokeAt, code, atOnce } = commonFailure(counted) ?? {};
  const note = atOnce === undefined ? undefined : `${atOnce.passed} of ${atOnce.of} at once passed`;
  const at = brokeAt === undefined ? '' : ` at ${brokeAt}`;
  const failure = code === undefined ? '' : ` (${code}${at}${note === undefined ? '' : `; ${note}`})`;
  return `${record.label} ${passed} of ${counted.length}${failure}`;
}

/** Fisher's exact p for the numbers that passed, of the two arms that differ most. */
function showChance(weights: readonly Weight[]): string {
  const byShare = weights.toSorted((one, other) => shareOf(one) - shareOf(other));
  const [worst, best] = [byShare[0], byShare.at(-1)];
  if (worst === undefined || best === undefined) return '';
  return showP(fisherExact(splitOf(worst), splitOf(best)));
}

/** The same for arms that each did the same every time, but not the same as each other. */
function showSeparation(weights: readonly Weight[]): string {
  const [one] = weights;
  const other = weights.find(({ always }) => always !== one?.always);
  if (one === undefined || other === undefined) return '';
  return showP(fisherExact({ passed: one.counted.length, failed: 0 }, { passed: 0, failed: other.counted.length }));
}

function showP(chance: number): string {
  return `p = ${chance < 0.001 ? chance.toExponential(1) : chance.toFixed(3)}`;
}

function shareOf({ passed, counted }: Weight): number {
  return passed / counted.length;
}

function splitOf({ passed, counted }: Weight): { readonly passed: number; readonly failed: number } {
  return { passed, failed: counted.length - passed };
}

function commonFailure(outcomes: readonly Outcome[]): Outcome | undefined {
  const failures = outcomes.filter(({ passed }) => !passed);
  const times = Map.groupBy(failures, ({ brokeAt, code }) => `${brokeAt} ${code}`);
  return [...times.values()].toSorted((one, other) => other.length - one.length)[0]?.[0];
}

/** The slowest against the quickest of the arms that always pass, when it is much slower in every round. */
function showSlower(weights: readonly Weight[]): string {
  const passing = weights.filter(({ always }) => always === 'passed').map(({ record }) => record);
  const known = passing.flatMap((record) => {
    const medianMs = medianOf(record);
    return medianMs === undefined ? [] : [{ record, medianMs }];
  });
  const sorted = known.toSorted((one, other) => one.medianMs - other.medianMs);
  const [quick, slow] = [sorted[0], sorted.at(-1)];
  if (quick === undefined || slow === undefined || !isMuchSlower(slow.record, quick.record)) return '';
  const figures = `${slow.record.label} takes ${formatDuration(slow.medianMs)}, ${quick.record.label} ${formatDuration(quick.medianMs)}`;
  return `; ${figures} (medians), slower every time`;
}

function isMuchSlower(slow: ArmRecord, quick: ArmRecord): boolean {
  const pairs = slow.outcomes.flatMap((outcome, round) => {
    const [slowMs, quickMs] = [outcome?.latencyMs, quick.outcomes[round]?.latencyMs];
    return slowMs === undefined || quickMs === undefined ? [] : [{ slowMs, quickMs }];
  });
  if (pairs.length < leastAttempts) return false;
  return pairs.every(({ slowMs, quickMs }) => slowMs > quickMs * slower.times && slowMs > quickMs + slower.byMs);
}

function toArm(record: ArmRecord): PairArm {
  const counted = record.outcomes.filter((outcome) => outcome !== undefined);
  const failure = commonFailure(counted);
  return {
    label: record.label,
    attempts: counted.length,
    passed: counted.filter(({ passed }) => passed).length,
    brokeAt: failure?.brokeAt,
    code: failure?.code,
    medianMs: medianOf(record),
  };
}

function medianOf({ outcomes }: ArmRecord): number | undefined {
  const sorted = outcomes.flatMap((outcome) => outcome?.latencyMs ?? []).toSorted((one, other) => one - other);
  const middle = Math.floor(sorted.length / 2);
  const [low, high] = [sorted[sorted.length % 2 === 0 ? middle - 1 : middle], sorted[middle]];
  return low === undefined || high === undefined ? undefined : Math.round((low + high) * 50) / 100;
}
