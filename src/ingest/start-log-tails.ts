import { isDeepStrictEqual } from 'node:util';
import { setTimeout as wait } from 'node:timers/promises';

import { classifyReason, type CloseCount } from '#domain/close.ts';
import type { Configuration, IngestRules } from '#domain/configuration.ts';
import type { LedgerStore } from '#state/watch.ts';

import { closeInLog } from './closes-in-log.ts';
import { minuteOf } from './read-closes.ts';
import { tailLog } from './tail-log.ts';

export interface LogTailParts {
  readonly configuration: () => Configuration;
  readonly ledger: LedgerStore;
  readonly now: () => Date;
  readonly log: { warn(message: string): void };
  /** Default 1,000. */
  readonly pollMs?: number | undefined;
}

type Log = IngestRules['logs'][number];

/** Looks for closes in the logs of the configuration, also after it changed, until `signal` aborts. */
export async function followLogs(parts: LogTailParts, signal: AbortSignal): Promise<void> {
  const { pollMs = 1_000 } = parts;
  while (!signal.aborted) {
    const { logs } = parts.configuration().ingest;
    const changed = new AbortController();
    const until = AbortSignal.any([signal, changed.signal]);
    const tails = logs.map((log) => followLog(log, parts, until));
    while (!signal.aborted && isDeepStrictEqual(parts.configuration().ingest.logs, logs)) {
      await wait(pollMs, undefined, { signal, ref: false }).catch(() => undefined);
    }
    changed.abort();
    await Promise.all(tails);
  }
}

async function followLog(
  { file, environment, endpoint }: Log,
  parts: LogTailParts,
  signal: AbortSignal,
): Promise<void> {
  const warn = (message: string): void => parts.log.warn(message);
  const onLines = (lines: readonly string[]): void => {
    const minuteAt = minuteOf(parts.now());
    const closes = lines.flatMap((line): readonly CloseCount[] => {
      const close = closeInLog(line);
      if (close === undefined) return [];
      const { code, closedBy, reason } = close;
      const kind = classifyReason(code, reason);
      return [{ minuteAt, environment, endpoint, code, closedBy, reason: kind, source: 'log', count: 1 }];
    });
    if (closes.length === 0) return;
    parts.ledger.add(closes).catch((error: unknown) => {
      warn(`Closes of "${file}" could not be written: ${error instanceof Error ? error.message : String(error)}`);
    });
  };
  await tailLog({ file, onLines, onTrouble: warn, pollMs: parts.pollMs }, signal);
}
