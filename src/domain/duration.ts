const unitsMs = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
type Unit = keyof typeof unitsMs;

/** A timer of Node that is set for longer fires at once. */
export const longestTimerMs = 2_147_483_647;

/** Milliseconds of `850ms`, `10s`, `1.5h` or `14d`; undefined for anything else, also for more than ten years. */
export function parseDuration(text: string): number | undefined {
  const match = /^(\d{1,9}(?:\.\d{1,3})?) ?(ms|s|m|h|d)$/u.exec(text);
  const unit = match?.[2];
  if (!isUnit(unit)) return undefined;
  const ms = Math.round(Number(match?.[1]) * unitsMs[unit]);
  return ms <= 3_650 * unitsMs.d ? ms : undefined;
}

/** As people write it: `850 ms`, `12.4 s`, `3m 31s`, `2h 05m`, `3d 04h`. Cut, never rounded up to the next unit. */
export function formatDuration(ms: number): string {
  const whole = Math.max(0, Math.round(ms));
  if (whole < unitsMs.s) return `${whole} ms`;
  if (whole < unitsMs.m) return `${(Math.floor(whole / 100) / 10).toFixed(1)} s`;
  if (whole < unitsMs.h) return pair(whole, 'm', 's');
  if (whole < unitsMs.d) return pair(whole, 'h', 'm');
  return pair(whole, 'd', 'h');
}

function pair(ms: number, large: Unit, small: Unit): string {
  const rest = Math.floor((ms % unitsMs[large]) / unitsMs[small]);
  return `${Math.floor(ms / unitsMs[large])}${large} ${String(rest).padStart(2, '0')}${small}`;
}

function isUnit(text: string | undefined): text is Unit {
  return text !== undefined && Object.hasOwn(unitsMs, text);
}
