import type { Section } from '#domain/reply.ts';

type Bar = Extract<Section, { kind: 'bar' }>;
const cells = 20;

/** `████████░░░░ 15 of 25 · 2 failed`: the drawing is decoration, the words say it all. */
export function drawBar(bar: Bar): string {
  if (bar.total === undefined || bar.total <= 0) return barInWords(bar, ' · ');
  const share = Math.min(1, Math.max(0, bar.done / bar.total));
  // Full only when all is done: 499 of 500 must not look finished.
  const full = share === 1 ? cells : Math.min(cells - 1, Math.floor(share * cells));
  return `${'█'.repeat(full)}${'░'.repeat(cells - full)} ${barInWords(bar, ' · ')}`;
}

/** `15 of 25, 2 failed`; `15 done` while the total is not known. */
export function barInWords(bar: Bar, separator = ', '): string {
  const done = bar.total === undefined || bar.total < bar.done ? `${bar.done} done` : `${bar.done} of ${bar.total}`;
  return bar.red > 0 ? `${done}${separator}${bar.red} failed` : done;
}
