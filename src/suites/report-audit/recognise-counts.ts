import type { ClaimedCounts, CountedOutcome } from './audited-report.ts';

type Counted = CountedOutcome | 'deselected';

const outcomes: Readonly<Record<string, Counted>> = {
  passed: 'passed',
  passing: 'passed',
  pass: 'passed',
  succeeded: 'passed',
  failed: 'failed',
  failing: 'failed',
  failures: 'failed',
  failure: 'failed',
  errors: 'error',
  error: 'error',
  errored: 'error',
  skipped: 'skipped',
  xfailed: 'xfailed',
  xpassed: 'xpassed',
  deselected: 'deselected',
};
const wordPattern = Object.keys(outcomes).join('|');
const countPattern = new RegExp(String.raw`(?<![\w./%-])(\d{1,7}) (?:tests? )?(${wordPattern})\b`, 'gi');

export interface FoundCounts {
  readonly counts: ClaimedCounts;
  readonly at: number;
  readonly end: number;
}

/** `2 failed, 23 passed`. Undefined where no outcome has a number, and where one has two. */
export function countsIn(text: string): FoundCounts | undefined {
  const found = [...text.matchAll(countPattern)];
  const [first] = found;
  const last = found.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const counts: Partial<Record<Counted, number>> = {};
  for (const [, digits, word = ''] of found) {
    const outcome = outcomes[word.toLowerCase()];
    if (outcome === undefined) continue;
    if (counts[outcome] !== undefined) return undefined;
    counts[outcome] = Number(digits);
  }
  return { counts, at: first.index, end: last.index + last[0].length };
}

/** The outcome that a heading, a cell or a mark stands for: `✅ PASSED TESTS`, `❌`, `FAIL`. */
export function outcomeIn(text: string): CountedOutcome | undefined {
  const words: readonly (readonly [RegExp, CountedOutcome])[] = [
    [/\bxfail(?:ed)?\b/i, 'xfailed'],
    [/\bxpass(?:ed)?\b/i, 'xpassed'],
    [/\b(?:skip(?:ped|s)?)\b/i, 'skipped'],
    [/\bfail(?:ed|ing|ures?|s)?\b/i, 'failed'],
    [/\berror(?:s|ed)?\b/i, 'error'],
    [/\bpass(?:ed|ing|es)?\b/i, 'passed'],
  ];
  const named = words.flatMap(([pattern, outcome]) => (pattern.test(text) ? [outcome] : []));
  if (named.length === 1) return named[0];
  if (named.length > 1) return undefined;
  const isGood = /[✅✔✓🟢]/u.test(text);
  const isBad = /[❌✗✘🔴]/u.test(text);
  return isGood === isBad ? undefined : isGood ? 'passed' : 'failed';
}

/** How many tests ran, by what is claimed; what was deselected did not run. */
export function ranOf(counts: ClaimedCounts): number {
  return Object.entries(counts).reduce((sum, [outcome, count]) => (outcome === 'deselected' ? sum : sum + count), 0);
}
