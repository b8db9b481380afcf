/**
 * Milliseconds from the `time` of a report, in seconds: `1,234.567` and `1.234,5` have thousands separators, a lone
 * comma is a decimal one (both occur in reports of Java tools, by locale). 0 when it is no number.
 */
export function millisecondsOf(time: string | undefined): number {
  if (time === undefined) return 0;
  const seconds = Number(withPoint(time.trim()));
  return Number.isFinite(seconds) && seconds > 0 ? Math.round(seconds * 1_000_000) / 1_000 : 0;
}

function withPoint(time: string): string {
  const comma = time.lastIndexOf(',');
  if (comma === -1) return time;
  const hasManyCommas = time.indexOf(',') !== comma;
  if (hasManyCommas || time.lastIndexOf('.') > comma) return time.replaceAll(',', '');
  return time.replaceAll('.', '').replace(',', '.');
}
