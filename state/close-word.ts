import type { CloseCount } from '#domain/close.ts';

/** What two closes of one minute have in common when they are counted together. */
export type CloseWord = Omit<CloseCount, 'minuteAt' | 'count'>;

/** In one order and without what is not known, so that equal ones have the same JSON. */
export function wordOf(close: CloseCount): CloseWord {
  const { environment, endpoint, code, closedBy, reason, version, source } = close;
  return { environment, endpoint, code, closedBy, reason, ...(version === undefined ? {} : { version }), source };
}

/** Start of the minute in which something was, in milliseconds. */
export function minuteOf(at: string): number {
  const ms = Date.parse(at);
  return ms - (ms % 60_000);
}
