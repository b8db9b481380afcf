import { setTimeout as delay } from 'node:timers/promises';

import type { Step } from '#domain/probe.ts';

import { type Kept, keepOpen } from './held-connection.ts';
import { dial } from './dial.ts';
import type { WebSocketProbe } from './probe.ts';
import { askForUpgrade } from './websocket-handshake.ts';

export interface HoldPlan {
  readonly count: number;
  /** The nth connection, from 0: of one user always the same probe, of many each their own. */
  readonly probeFor: (index: number) => WebSocketProbe;
  /** Between two launches. */
  readonly spacingMs: number;
}

/** Why some of the connections did not stand. */
export interface HoldFailure {
  /** `hold`: it was opened, and ended before its time. */
  readonly brokeAt: Step;
  readonly code: string;
  readonly count: number;
  /** The number, from 1, of the first connection that it happened to. */
  readonly from: number;
}

export interface HoldReport {
  readonly asked: number;
  readonly opened: number;
  /** Open now. */
  readonly open: number;
  /** The number, from 1, of the first connection that does not stand; absent when all do. */
  readonly failedFrom?: number | undefined;
  /** The most frequent first. */
  readonly failures: readonly HoldFailure[];
}

/** Connections that are held open: their pings are answered, all else that comes is passed over. */
export interface HeldConnections {
  report(): HoldReport;
  /** Closes those that stand with 1000, waits for their ends, at most two seconds, and frees everything. */
  close(): Promise<void>;
}

type Slot = { readonly kept: Kept } | { readonly brokeAt: Step; readonly code: string };

/**
 * Opens many WebSockets to one endpoint, paced, and keeps them with little memory. Resolves when the last was opened or
 * refused. Never rejects but for a bug; an aborted signal stops launching and frees what is open.
 */
export async function openMany(
  { count, probeFor, spacingMs }: HoldPlan,
  signal: AbortSignal,
): Promise<HeldConnections> {
  const slots: (Slot | undefined)[] = Array.from({ length: count }, () => undefined);
  const open = async (index: number): Promise<void> => {
    slots[index] = await openOne(probeFor(index), signal);
  };
  const launches: Promise<void>[] = [];
  const startedMs = performance.now();
  for (let index = 0; index < count && !signal.aborted; index += 1) {
    const earlyMs = startedMs + index * spacingMs - performance.now();
    if (earlyMs > 0) await delay(earlyMs, undefined, { signal }).catch(() => undefined);
    if (!signal.aborted) launches.push(open(index));
  }
  await Promise.all(launches);
  const keptOnes = (): readonly Kept[] =>
    slots.flatMap((slot) => (slot !== undefined && 'kept' in slot ? [slot.kept] : []));
  const free = (): void => {
    for (const kept of keptOnes()) kept.destroy();
  };
  if (signal.aborted) free();
  else signal.addEventListener('abort', free, { once: true });
  return {
    report: () => reportOn(slots),
    close: async () => {
      signal.removeEventListener('abort', free);
      await Promise.all(keptOnes().map((kept) => kept.close(2_000)));
    },
  };
}

async function openOne(probe: WebSocketProbe, signal: AbortSignal): Promise<Slot> {
  const { url, limits } = probe.reach;
  const { socket, brokeAt, problem } = await dial(probe.reach, { alpn: ['http/1.1'] }, signal);
  if (socket === undefined) return { brokeAt: brokeAt ?? 'tcp', code: problem?.code ?? 'ABORTED' };
  const wish = { url, headers: probe.headers, subprotocols: probe.subprotocols, limitMs: limits.answerMs };
  const handshake = await askForUpgrade(socket, wish, signal);
  if (handshake.problem === undefined && handshake.head !== undefined)
    return { kept: keepOpen(socket, handshake.head.rest) };
  socket.destroy();
  return { brokeAt: 'upgrade', code: handshake.problem?.code ?? 'NOT_HTTP' };
}

function reportOn(slots: readonly (Slot | undefined)[]): HoldReport {
  const failures = new Map<string, HoldFailure>();
  let [opened, open] = [0, 0];
  let failedFrom: number | undefined;
  for (const [index, slot] of slots.entries()) {
    const failure = failureOf(slot);
    if (slot !== undefined && 'kept' in slot) opened += 1;
    if (failure === undefined) {
      open += 1;
      continue;
    }
    failedFrom ??= index + 1;
    const key = `${failure.brokeAt} ${failure.code}`;
    const known = failures.get(key) ?? { ...failure, count: 0, from: index + 1 };
    failures.set(key, { ...known, count: known.count + 1 });
  }
  const sorted = [...failures.values()].toSorted((one, other) => other.count - one.count);
  return { asked: slots.length, opened, open, failedFrom, failures: sorted };
}

function failureOf(slot: Slot | undefined): Pick<HoldFailure, 'brokeAt' | 'code'> | undefined {
  if (slot === undefined) return { brokeAt: 'tcp', code: 'ABORTED' };
  if (!('kept' in slot)) return slot;
  const code = slot.kept.endedWith();
  return code === undefined ? undefined : { brokeAt: 'hold', code };
}
