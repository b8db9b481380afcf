import { formatDuration } from '#domain/duration.ts';

import { sourceOf, type ListedTest, type Source } from './audited-report.ts';

/** `211.07 s`; minutes are added where they read better: `3,600.00 s (1h 00m)`. */
export function seconds(ms: number): string {
  const rounded = (ms / 1_000).toFixed(ms % 10 === 0 || ms > 100_000 ? 2 : 3);
  return ms >= 600_000 ? `${rounded} s (${formatDuration(ms)})` : `${rounded} s`;
}

/** `1.4e-13` is read as `1 in 7e+12`. */
export function chance(p: number): string {
  return p < 1e-15 ? 'less than 1 in 1e15' : `1 in ${(1 / p).toPrecision(1).replace('e+', 'e')}`;
}

/** The line of a listed test. */
export function sourceOfTest({ line, id, durationMs }: ListedTest): Source {
  return sourceOf(line, durationMs === undefined ? id : `${id} (${(durationMs / 1_000).toFixed(3)} s)`);
}

export function isPass({ outcome }: ListedTest): boolean {
  return outcome === 'passed' || outcome === 'flaky';
}

/** The first three, and how many more. */
export function someOf(names: readonly string[]): string {
  const shown = names.slice(0, 3).map((name) => name.slice(0, 120));
  return names.length > shown.length ? `${shown.join(', ')} and ${names.length - shown.length} more` : shown.join(', ');
}
