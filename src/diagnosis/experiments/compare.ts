import type { ProbeResult } from '#domain/probe.ts';

import type { FactName } from '../facts.ts';
import type { Finding, Lab, ProbeWish } from './experiment.ts';
import { findings, rawOf } from './finding.ts';
import { outcomeWord } from './outcome.ts';

/** One side of a controlled comparison. */
export interface Side {
  readonly fact: FactName;
  /** `a bad token`. */
  readonly label: string;
  readonly wish: ProbeWish;
}

const rounds = 3;
/** One that takes so long is not waited for three times, and the sides go side by side. */
const slowMs = 1_500;
/** A side that is slow is measured this often. */
const slowRounds = 2;

/**
 * A B A B: the sides take turns, one connection each. Three rounds, two where one of them is slow. A side that did not do the
 * same every time is told with what it did most, and not as controlled.
 */
export async function compare(sides: readonly Side[], lab: Lab, signal: AbortSignal): Promise<readonly Finding[]> {
  const results = sides.map((): ProbeResult[] => []);
  let isSlow = lab.isHurried();
  const go = async (side: Side, index: number): Promise<void> => {
    const result = await lab.probe(side.wish, signal);
    isSlow ||= result.durationMs > slowMs;
    results[index]?.push(result);
  };
  for (let round = 0; round < (isSlow ? slowRounds : rounds) && !signal.aborted; round += 1) {
    const aside: Promise<void>[] = [];
    const beganMs = performance.now();
    for (const [index, side] of rotated([...sides.entries()], round)) {
      const going = go(side, index);
      if (isSlow) aside.push(going);
      else await going;
    }
    await Promise.all(aside);
    isSlow ||= performance.now() - beganMs > slowMs;
  }
  const isCompared = sides.filter((_, index) => wordsOf(results[index]).length >= slowRounds).length >= 2;
  return sides.flatMap((side, index) => toFinding(side, results[index] ?? [], { isCompared, lab }));
}

/** A load balancer takes turns too: no side may always meet the same replica. */
export function rotated<T>(order: readonly T[], round: number): readonly T[] {
  const from = order.length === 0 ? 0 : round % order.length;
  return [...order.slice(from), ...order.slice(0, from)];
}

interface Compared {
  readonly isCompared: boolean;
  readonly lab: Lab;
}

function toFinding(side: Side, results: readonly ProbeResult[], { isCompared, lab }: Compared): readonly Finding[] {
  const words = wordsOf(results);
  const most = mostFrequent(words);
  const shown = results.find((result) => outcomeWord(result) === most);
  if (most === undefined || shown === undefined) return [];
  const same = words.filter((word) => word === most).length;
  const { endpoint } = side.wish;
  const why = shown.problem === undefined ? '' : ` (${shown.problem.message})`;
  const says = `${endpoint.id} ${side.label}: ${most}, ${same} of ${words.length}${why}`;
  const isControlled = isCompared && (same === words.length || words.every(isUnanswered));
  return findings([{ fact: side.fact, value: most, says, raw: rawOf(shown), subject: endpoint.id }], {
    // Each side has connections of its own.
    group: lab.newGroup(),
    at: lab.now().toISOString(),
    isControlled,
  });
}

/** Whether it hangs or is torn down is a matter of chance: nobody answered. */
function isUnanswered(word: string): boolean {
  return /TIMEOUT$|ECONNRESET$|EPIPE$|CLOSED_WITHOUT_ANSWER$/u.test(word);
}

function wordsOf(results: readonly ProbeResult[] | undefined): readonly string[] {
  return (results ?? []).flatMap((result) => outcomeWord(result) ?? []);
}

function mostFrequent(words: readonly string[]): string | undefined {
  const groups = [...Map.groupBy(words, (word) => word).values()];
  return groups.toSorted((one, other) => other.length - one.length)[0]?.[0];
}
