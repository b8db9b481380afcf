import { classifyReason, type CloseCount } from '#domain/close.ts';
import type { ProbeResult } from '#domain/probe.ts';

/**
 * What a probe adds to the ledger: the close of its own connection, also a clean one, since closes are judged against all of
 * them. Nothing for what was provoked by a changed probe, for an address that is not configured, or where nothing opened.
 */
export function closesOf(result: ProbeResult): readonly CloseCount[] {
  const { environment, endpoint, standing, changed, ws } = result;
  if (environment === undefined || standing === 'unknown' || Object.keys(changed).length > 0) return [];
  if (ws?.closeCode === undefined) return [];
  const { closeCode: code, closeReason, closedBy } = ws;
  const reason = classifyReason(code, closeReason);
  return [{ minuteAt: minuteOf(result), environment, endpoint, code, closedBy, reason, source: 'probe', count: 1 }];
}

function minuteOf({ startedAt, durationMs }: ProbeResult): string {
  const endedMs = Date.parse(startedAt) + durationMs;
  return new Date(endedMs - (endedMs % 60_000)).toISOString();
}
