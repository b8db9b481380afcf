import type { ProbePoint } from '#state/watch.ts';

const levels = Array.from('▁▂▃▄▅▆▇█');
const shown = 20;

/** The last measurements as one character each, oldest first: height is latency, `✗` down, `?` unknown. */
export function sparkline(newestFirst: readonly ProbePoint[]): string {
  const points = newestFirst.slice(0, shown).toReversed();
  const most = Math.max(...points.map(({ latencyMs }) => latencyMs ?? 0));
  return points.map((point) => characterOf(point, most)).join('');
}

function characterOf({ standing, latencyMs }: ProbePoint, most: number): string {
  if (standing === 'down') return '✗';
  if (standing === 'unknown') return '?';
  const level = most === 0 ? 0 : Math.ceil(((latencyMs ?? 0) / most) * levels.length) - 1;
  return levels[Math.max(0, level)] ?? '';
}
