import {
  testsWith,
  toldChanges,
  type ChangedTest,
  type CloseChange,
  type Comparison,
  type DurationChange,
  type ProbeChange,
  type RunSummary,
  type SuiteComparison,
  type TestChange,
  type ValueChange,
} from './comparison.ts';
import { formatDuration } from './duration.ts';
import { milliseconds } from './probe-words.ts';
import { countsInWords } from './run-words.ts';
import { totalOf, type Counts } from './test-result.ts';

const named = 3;
const longestName = 120;
const latencyFactor = 3;
const latencyMs = 50;

const changeWords: Readonly<Record<TestChange, string>> = {
  broken: 'broken',
  'new-red': 'red that did not run before',
  'still-red': 'still red',
  'newly-flaky': 'newly flaky',
  fixed: 'fixed',
  'no-longer-run': 'skipped now',
  'not-run': 'not run this time',
  removed: 'gone',
  new: 'new',
  steady: 'unchanged',
};

export function changeInWords(change: TestChange): string {
  return changeWords[change];
}

/** `1 broken, 2 still red, 3 fixed`; what is unchanged only where nothing else is to be said. */
export function countsOfChanges(comparison: Pick<Comparison, 'suites'>): string {
  const parts = toldChanges.flatMap((change) => {
    const { length } = testsWith(comparison, change);
    return length === 0 ? [] : [`${length} ${changeWords[change]}`];
  });
  const steady = testsWith(comparison, 'steady').length;
  if (parts.length > 0) return parts.join(', ');
  return steady === 0 ? 'no test to compare' : `no test changed, ${steady} as before`;
}

/** The whole of it in one paragraph, what matters first: `1 broken (test_a), 4 fixed; api 3f2a → 9c1d; chat upgrade STATUS_502 → up`. */
export function comparisonInWords(comparison: Comparison): string {
  const { isSameFailure } = comparison;
  const parts = [
    ...(isSameFailure ? ['the same failed in the same way'] : []),
    testsInWords(comparison),
    ...comparison.suites.flatMap(verdictInWords),
    ...changedVersions(comparison).map(valueInWords),
    ...changedProbes(comparison).map(probeInWords),
    ...changedCloses(comparison).map(closeInWords),
    ...settingsInWords(comparison),
    ...comparison.suites.flatMap((suite) => durationsInWords(suite.durations)),
    ...comparison.remarks,
  ];
  return parts.join('; ');
}

function testsInWords(comparison: Comparison): string {
  const notable: readonly TestChange[] = ['broken', 'new-red', 'still-red', 'newly-flaky'];
  const parts = notable.flatMap((change) => {
    const tests = testsWith(comparison, change);
    return tests.length === 0 ? [] : [`${tests.length} ${changeWords[change]} (${namesInWords(tests)})`];
  });
  const others = countsOfChanges({ suites: comparison.suites.map(withoutNotable) });
  if (parts.length === 0) return others;
  return others === 'no test to compare' || others.startsWith('no test changed')
    ? parts.join(', ')
    : [...parts, others].join(', ');
}

function withoutNotable(suite: SuiteComparison): SuiteComparison {
  const notable = new Set<TestChange>(['broken', 'new-red', 'still-red', 'newly-flaky']);
  return { ...suite, tests: suite.tests.filter(({ change }) => !notable.has(change)) };
}

/** The first three by their own names, and how many more. */
function namesInWords(tests: readonly Pick<ChangedTest, 'id'>[]): string {
  const names = tests.slice(0, named).map(({ id }) => shortTestName(id));
  const more = tests.length - names.length;
  return more > 0 ? `${names.join(', ')} and ${more} more` : names.join(', ');
}

/** The name of a test without its file, at most 120 characters. */
export function shortTestName(id: string): string {
  const last =
    id
      .split(/::| > /u)
      .at(-1)
      ?.trim() ?? '';
  const name = last === '' ? id : last;
  return name.length <= longestName ? name : `${name.slice(0, longestName - 1).toWellFormed()}…`;
}

/** `failed: 2 of 25 red in 3m 31s`, `passed, proven: 25 of 25 in 3m 10s`. */
export function summaryInWords({ state, verdict, counts, tookMs }: RunSummary): string {
  const total = totalOf(counts);
  const red = counts.failed + counts.error;
  const what =
    state === 'passed' ? `passed, ${verdict ?? 'unproven'}` : verdict === 'invalid' ? `${state}, invalid` : state;
  const took = tookMs === undefined ? '' : ` in ${formatDuration(tookMs)}`;
  if (total === 0) return `${what}: no tests${took}`;
  const rest = restInWords(counts);
  return `${what}: ${red > 0 ? `${red} of ${total} red` : `${counts.passed} of ${total} passed`}${rest}${took}`;
}

function restInWords(counts: Counts): string {
  const { flaky, skipped } = counts;
  const rest = countsInWords({ passed: 0, failed: 0, error: 0, flaky, skipped });
  return flaky + skipped === 0 ? '' : `, ${rest}`;
}

function verdictInWords({ suite, before, after }: SuiteComparison): readonly string[] {
  const [one, other] = [wordOf(before), wordOf(after)];
  return one === other ? [] : [`${suite} ${one} → ${other}`];
}

function wordOf({ state, verdict }: RunSummary): string {
  return state === 'passed' ? `passed, ${verdict ?? 'unproven'}` : state;
}

function changedVersions({ versions }: Pick<Comparison, 'versions'>): readonly ValueChange[] {
  return versions.filter(({ before, after }) => before !== after);
}

/** Those that broke, mended, or answer far slower or faster than before. One measurement each: jitter is not told. */
export function changedProbes({ probes }: Pick<Comparison, 'probes'>): readonly ProbeChange[] {
  return probes.filter(({ before, after, beforeMs, afterMs }) => {
    if (before !== after) return true;
    if (beforeMs === undefined || afterMs === undefined) return false;
    const [low, high] = beforeMs < afterMs ? [beforeMs, afterMs] : [afterMs, beforeMs];
    return high - low >= latencyMs && high >= latencyFactor * low;
  });
}

export function changedCloses({ closes }: Pick<Comparison, 'closes'>): readonly CloseChange[] {
  return closes.filter(({ before, after }) => before !== after);
}

function valueInWords({ name, before = 'not known', after = 'not known' }: ValueChange): string {
  return `${name} ${before} → ${after}`;
}

function probeInWords({ endpoint, before, after, beforeMs, afterMs }: ProbeChange): string {
  return `${endpoint} ${standingWords(before, beforeMs)} → ${standingWords(after, afterMs)}`;
}

export function standingWords(standing: string | undefined, ms: number | undefined): string {
  if (standing === undefined) return 'not probed';
  return ms === undefined || standing !== 'up' ? standing : `${standing} in ${milliseconds(ms)}`;
}

const seenBy = { probe: 'seen by probes', run: 'seen by suites', log: 'in logs', push: 'told by servers' } as const;

export function closeInWords({ code, closedBy, source, before, after }: CloseChange): string {
  const who = closedBy === 'nobody' ? 'without a close frame' : `by ${closedBy}`;
  return `closes ${code} ${who}, ${seenBy[source]}: ${before} → ${after}`;
}

export function settingsInWords({ settings }: Pick<Comparison, 'settings'>): readonly string[] {
  if (settings === undefined) return [];
  const { changed, added, removed, audits } = settings;
  const parts = [
    ...(changed.length === 0 ? [] : [`changed ${listed(changed)}`]),
    ...(added.length === 0 ? [] : [`added ${listed(added)}`]),
    ...(removed.length === 0 ? [] : [`removed ${listed(removed)}`]),
  ];
  return parts.length === 0 ? [] : [`settings ${parts.join(', ')} (${audits.join(' → ')})`];
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, 2 * named);
  const more = names.length - shown.length;
  return more > 0 ? `${shown.join(', ')} and ${more} more` : shown.join(', ');
}

export function durationsInWords({ shift, pairs, tests }: DurationChange): readonly string[] {
  const whole =
    shift === undefined
      ? []
      : [`tests take ${shift.toFixed(1)} times as long (median of ${pairs} that passed both times)`];
  const single = tests
    .slice(0, named)
    .map(
      ({ id, beforeMs, afterMs }) => `${shortTestName(id)} ${formatDuration(beforeMs)} → ${formatDuration(afterMs)}`,
    );
  return [...whole, ...single];
}
