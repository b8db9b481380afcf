import { setTimeout as wait } from 'node:timers/promises';
import type { Fault } from './contract.ts';
import type { Sent } from './http-body.ts';

export type FaultKind = Fault['kind'];

interface Pending {
  readonly fault: Fault;
  left: number;
}

const callFaults = ['ratelimited', 'server-error', 'hang', 'latency', 'lost-answer', 'error'] as const;

/** What shall go wrong next, in the order in which it was asked for. */
export class Faults {
  #pending: Pending[] = [];

  add(fault: Fault, times: number = fault.times ?? 1): void {
    if (times > 0) this.#pending.push({ fault, left: times });
  }

  /** The first fault of this kind, used up by one. */
  take(kind: FaultKind): Fault | undefined {
    return this.#use((fault) => fault.kind === kind);
  }

  /** The first fault that is meant for a call of this Web API method. */
  takeForCall(method: string): Fault | undefined {
    return this.#use((fault) => isOfCall(fault) && (fault.method === undefined || fault.method === method));
  }

  /** The first fault that names this door (`response_url`, `upload`). */
  takeForDoor(door: string): Fault | undefined {
    return this.#use((fault) => isOfCall(fault) && fault.method === door);
  }

  #use(isMeant: (fault: Fault) => boolean): Fault | undefined {
    const found = this.#pending.find(({ fault }) => isMeant(fault));
    if (found === undefined) return undefined;
    found.left -= 1;
    if (found.left === 0) this.#pending = this.#pending.filter((pending) => pending !== found);
    return found.fault;
  }
}

/** `cut`: the connection is broken without an answer; `hang`: it stays open without one. */
export type Outcome = Sent | 'cut' | 'hang';

/** Does the work, or what the fault makes of it. */
export async function underFault(fault: Fault | undefined, work: () => Promise<Sent>): Promise<Outcome> {
  switch (fault?.kind) {
    case 'ratelimited': {
      const headers = { 'retry-after': String(fault.retryAfterS ?? 1) };
      return { status: 429, headers, body: { ok: false, error: 'ratelimited' } };
    }
    case 'server-error':
      return { status: 500, body: 'Internal Server Error' };
    case 'error':
      return { status: 200, body: { ok: false, error: fault.code ?? 'internal_error' } };
    case 'hang':
      return 'hang';
    case 'latency':
      await wait(fault.ms ?? 1_000, undefined, { ref: false });
      return work();
    case 'lost-answer':
      await work();
      return 'cut';
    case 'drop-socket':
    case 'deliver-twice':
    case 'refuse-socket':
    case 'request-reconnect':
    case undefined:
      return work();
  }
}

function isOfCall(fault: Fault): boolean {
  return callFaults.some((kind) => kind === fault.kind);
}
