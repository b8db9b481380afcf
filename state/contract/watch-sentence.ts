import type { CloseCount } from '#domain/close.ts';
import type { Alarm, Silence } from '#domain/incident.ts';
import type { ProbeResult } from '#domain/probe.ts';
import type { SweepSlot } from '#domain/sweep-slot.ts';
import type { NewInquiry, NewProbing, WatchStore } from '../watch.ts';

export interface OpenedWatch {
  readonly watch: WatchStore;
  readonly close: () => Promise<void>;
}

/** Opens the same storage again and again: first empty, then with what was written. */
export type OpenWatch = () => Promise<OpenedWatch>;

/** A sentence that is true of every store of what watching keeps. */
export type WatchSentences = Readonly<Record<string, (open: OpenWatch) => Promise<void>>>;

export const startMs = Date.parse('2026-11-22T16:40:00.000Z');
export const actor = { id: 'U1', name: 'ana', via: 'slack' } as const;
export const place = { channel: 'C1', thread: '1.1' };

/** A moment so many seconds after the start. */
export function at(seconds: number): string {
  return new Date(startMs + seconds * 1000).toISOString();
}

export function result(changes: Partial<ProbeResult> = {}): ProbeResult {
  return {
    id: 'p1.1',
    environment: 'staging',
    endpoint: 'api',
    kind: 'http',
    url: 'http://127.0.0.1:8080/health',
    startedAt: at(0),
    durationMs: 12.5,
    location: 'here',
    standing: 'up',
    steps: [{ step: 'tcp', outcome: 'passed', durationMs: 0.4 }],
    addresses: [{ address: '127.0.0.1', family: 4, tcp: 'passed', durationMs: 0.4 }],
    changed: {},
    loopDelayMs: 0.1,
    isSpoiled: false,
    ...changes,
  };
}

export function close(changes: Partial<CloseCount> = {}): CloseCount {
  const who = { environment: 'staging', endpoint: 'chat', code: 1011, closedBy: 'server', reason: 'empty' } as const;
  return { minuteAt: at(0), ...who, source: 'probe', count: 1, ...changes };
}

export function slot(changes: Partial<SweepSlot> = {}): SweepSlot {
  return {
    sweep: 'every-minute',
    environment: 'staging',
    dueAt: at(0),
    state: 'ran',
    up: 3,
    down: 1,
    unknown: 0,
    ...changes,
  };
}

export function probingOrder(changes: Partial<NewProbing> = {}): NewProbing {
  const aim = { kind: 'endpoints', word: 'chat', endpoints: ['chat'] } as const;
  return { requestId: 'q1', environment: 'staging', aim, requestedBy: actor, place, queuedAt: at(0), ...changes };
}

export function inquiryOrder(changes: Partial<NewInquiry> = {}): NewInquiry {
  const who = { requestedBy: actor, place, queuedAt: at(0) };
  return { requestId: 'q1', run: 'r1', environment: 'staging', depth: 'quick', ...who, ...changes };
}

export function alarm(changes: Partial<Alarm> = {}): Alarm {
  return {
    key: 'staging/tcp',
    kind: 'outage',
    environment: 'staging',
    layer: 'tcp',
    code: 'ECONNREFUSED',
    endpoints: ['api'],
    endpointCount: 1,
    evidence: ['3 of 3 probes failed “since” 16:40 \u2028'],
    seenAt: at(0),
    ...changes,
  };
}

export function silence(changes: Partial<Silence> = {}): Silence {
  return { endpoint: 'chat', environment: 'staging', until: at(3600), by: actor, at: at(0), ...changes };
}

/** Does something with the store, closes it, and opens it again. */
export async function afterReopening<T>(
  open: OpenWatch,
  work: (watch: WatchStore) => Promise<T>,
): Promise<[WatchStore, T]> {
  const first = await open();
  const answer = await work(first.watch);
  await first.close();
  return [(await open()).watch, answer];
}
