import type { CloseCount } from '#domain/close.ts';

/** Lines of the ledger with the same key are one line. */
export function closeKey(close: CloseCount): string {
  const { minuteAt, environment, endpoint, code, closedBy, reason, version = '', source } = close;
  return [minuteAt, environment, endpoint, code, closedBy, reason, version, source].join('\n');
}
