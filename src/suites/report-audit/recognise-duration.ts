import type { Duration } from './audited-report.ts';

const units: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };
const unitWord = String.raw`milliseconds?|msecs?|ms|seconds?|secs?|s|minutes?|mins?|m|hours?|hrs?|h`;
const part = String.raw`(\d{1,9})((?:\.\d{1,6})?) ?(${unitWord})\b`;
const whole = new RegExp(String.raw`(?<![\w.:/-])${part}(?:,? ?(?:and )?${part})?(?:,? ?(?:and )?${part})?`, 'gi');
const clock = /(?<![\w.:-])(?:(\d{1,2}):)?(\d{1,3}):([0-5]\d)((?:\.\d{1,6})?)(?![\w:])/;

export interface FoundDuration extends Duration {
  readonly at: number;
  readonly end: number;
}

/** Every duration that stands in a line with its unit: `3.639s`, `3m 31s`, `850 ms`, `2 min`. */
export function durationsIn(text: string): readonly FoundDuration[] {
  return [...text.matchAll(whole)].map((match) => {
    const parts = [1, 4, 7].flatMap((from) => {
      const unit = unitOf(match[from + 2] ?? '');
      return unit === undefined ? [] : [{ digits: match[from] ?? '', fraction: match[from + 1] ?? '', unit }];
    });
    const ms = parts.reduce((sum, { digits, fraction, unit }) => sum + Number(digits + fraction) * unit, 0);
    return { ms: round(ms), unitMs: unitMsOf(parts.at(-1)), at: match.index, end: match.index + match[0].length };
  });
}

/** `0:03:31`, `3:31`: only where a duration is expected, since a time of day looks the same. */
export function clockDurationIn(text: string): Duration | undefined {
  const [found, hours = '0', minutes = '0', rest = '0', fraction = ''] = clock.exec(text) ?? [];
  if (found === undefined) return undefined;
  const ms = Number(hours) * 3_600_000 + Number(minutes) * 60_000 + Number(rest + fraction) * 1_000;
  return { ms: round(ms), unitMs: 1_000 / 10 ** Math.max(0, fraction.length - 1) };
}

function unitOf(word: string): number | undefined {
  if (word === '') return undefined;
  const lower = word.toLowerCase();
  return units[lower.startsWith('ms') || lower.startsWith('milli') ? 'ms' : lower.charAt(0)];
}

function unitMsOf(last: { readonly fraction: string; readonly unit: number } | undefined): number {
  if (last === undefined) return 1_000;
  return last.unit / 10 ** Math.max(0, last.fraction.length - 1);
}

function round(ms: number): number {
  return Math.round(ms * 1_000) / 1_000;
}
